using System.Text.Json;

namespace OpsAgent.Chat.Sessions;

/// <summary>What was asked back about a request that lacks something; holds for the next message alone.</summary>
/// <param name="Operation">An operation's wire name.</param>
/// <param name="Parameters">What is known so far, a JSON object.</param>
/// <param name="Missing">The parameter that was asked for.</param>
public sealed record OpenQuestion(string Operation, JsonElement Parameters, string Missing);
