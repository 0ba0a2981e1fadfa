using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Evaluates a Reference Path. Error messages are those of Jayway JsonPath, as recorded on AWS.</summary>
internal static class PathReader
{
    public static PathResult Read(this JsonPath path, JsonNode? root)
    {
        var current = root;
        for (var i = 0; i < path.Steps.Length; i++)
        {
            var last = i == path.Steps.Length - 1;
            var next = path.Steps[i].Name is { } name
                ? Member(path, current, name, i, last)
                : Item(path, current, path.Steps[i].Index, i, last);
            if (!next.Found)
            {
                return next;
            }

            current = next.Value;
        }

        return PathResult.FromValue(current);
    }

    private static PathResult Member(JsonPath path, JsonNode? current, string name, int step, bool last)
    {
        if (current is not JsonObject members)
        {
            return PathResult.Missing(
                $"Expected to find an object with property ['{name}'] in path {path.Canonical(step)} but found '{JavaType(current)}'. " +
                "This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.");
        }

        if (members.TryGetPropertyValue(name, out var value))
        {
            return PathResult.FromValue(value);
        }

        return PathResult.Missing(last ? $"No results for path: {path.Canonical()}" : $"Missing property in path {path.Canonical(step + 1)}");
    }

    private static PathResult Item(JsonPath path, JsonNode? current, int index, int step, bool last)
    {
        if (current is not JsonArray items)
        {
            return PathResult.Missing(current is null
                ? $"The path {path.Canonical(step)} is null"
                : $"Filter: [{index}] can only be applied to arrays. Current context is: {current.ToJsonText()}");
        }

        return index < items.Count
            ? PathResult.FromValue(items[index])
            : PathResult.Missing($"No results for path: {path.Canonical()}", isIndexOutOfRange: last);
    }

    private static string JavaType(JsonNode? node) => node?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.String => "com.fasterxml.jackson.databind.node.TextNode",
        JsonValueKind.Array => "com.fasterxml.jackson.databind.node.ArrayNode",
        JsonValueKind.Number when node.IsWholeNumber(out _) => "com.fasterxml.jackson.databind.node.IntNode",
        JsonValueKind.Number => "com.fasterxml.jackson.databind.node.DoubleNode",
        _ => "com.fasterxml.jackson.databind.node.BooleanNode",
    };
}
