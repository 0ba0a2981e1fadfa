using System.Text.Json.Nodes;

namespace OpsAgent.Deployment.Tests.Policies;

/// <summary>Elements of a policy that are a string or an array of strings.</summary>
internal static class StringOrArray
{
    /// <exception cref="FormatException">Not a string, such as an unresolved CloudFormation function.</exception>
    public static IReadOnlyList<string> Read(JsonNode? node) => node switch
    {
        null => [],
        JsonArray several => [.. several.Select(One)],
        _ => [One(node)],
    };

    private static string One(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw new FormatException($"Not a text: {node?.ToJsonString()}");
}
