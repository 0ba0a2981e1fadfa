using System.Text.Json;

namespace OpsAgent.Core.Primitives;

/// <summary>
/// An expected "no": a value, not an exception. The message says what happened and what to do next; it and the
/// details reach the caller's screen, so they MUST NOT hold a secret or another user's data.
/// </summary>
/// <param name="Code">What the caller's program matches on.</param>
/// <param name="Message">What the person reads.</param>
/// <param name="Details">A JSON object with the facts behind the message, or null.</param>
public sealed record Refusal(ErrorCode Code, string Message, JsonElement? Details = null);
