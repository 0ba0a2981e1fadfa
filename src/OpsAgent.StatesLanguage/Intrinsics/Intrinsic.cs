using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>One intrinsic function.</summary>
internal sealed record Intrinsic(string Name, int MinArguments, int MaxArguments, Func<IReadOnlyList<JsonNode?>, JsonNode?> Apply);
