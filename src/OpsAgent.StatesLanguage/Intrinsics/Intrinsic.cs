using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>One intrinsic function: its name, how many arguments it takes, and what it gives.</summary>
internal sealed record Intrinsic(string Name, int Fewest, int Most, Func<IReadOnlyList<JsonNode?>, JsonNode?> Apply);
