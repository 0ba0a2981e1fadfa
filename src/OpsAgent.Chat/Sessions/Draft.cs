using System.Text.Json;

namespace OpsAgent.Chat.Sessions;

/// <param name="Operation">An operation's wire name.</param>
/// <param name="Parameters">What is known so far, a JSON object.</param>
/// <param name="Missing">The parameter that was asked for.</param>
public sealed record Draft(string Operation, JsonElement Parameters, string Missing);
