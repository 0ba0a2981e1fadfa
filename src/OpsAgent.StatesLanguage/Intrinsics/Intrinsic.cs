using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>One intrinsic function: its name, how many arguments it takes, and what it gives.</summary>
internal sealed record Intrinsic(string Name, int MinCount, int MaxCount, Func<IReadOnlyList<JsonNode?>, JsonNode?> Apply);
