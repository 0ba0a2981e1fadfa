using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>One comparison operator. <see cref="Accepts"/> says which literals a definition may give it.</summary>
internal sealed record Comparison(string Name, Func<JsonNode?, bool> Accepts, Func<JsonNode?, JsonNode?, bool> Holds);
