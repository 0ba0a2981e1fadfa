using System.Text.Json;

namespace OpsAgent.Chat.Sessions;

/// <param name="Operation">A diagnostic's wire name.</param>
/// <param name="Parameters">As they were given, a JSON object.</param>
public sealed record LastDiagnostic(string Operation, JsonElement Parameters);
