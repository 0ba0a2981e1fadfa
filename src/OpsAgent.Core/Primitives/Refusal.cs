using System.Text.Json;

namespace OpsAgent.Core.Primitives;

/// <summary>
/// An expected failure as a value. The message says what happened and what to do next. Message and details are shown to the
/// caller, so they MUST NOT contain a secret or another user's data.
/// </summary>
/// <param name="Code">For programs.</param>
/// <param name="Message">For people.</param>
/// <param name="Details">A JSON object with the facts of the message, or null.</param>
public sealed record Refusal(ErrorCode Code, string Message, JsonElement? Details = null);
