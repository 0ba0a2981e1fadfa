using System.Text.Json.Nodes;

namespace OpsAgent.Deployment.Tests.Policies;

/// <summary>A policy may write one text where it may write several.</summary>
internal static class Texts
{
    /// <exception cref="FormatException">Something else than text, such as a function of CloudFormation that nobody resolved.</exception>
    public static IReadOnlyList<string> Of(JsonNode? node) => node switch
    {
        null => [],
        JsonArray several => [.. several.Select(One)],
        _ => [One(node)],
    };

    private static string One(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw new FormatException($"Not a text: {node?.ToJsonString()}");
}
