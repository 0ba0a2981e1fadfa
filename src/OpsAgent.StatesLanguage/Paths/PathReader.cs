using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Evaluates a path. Error messages are those of Jayway JsonPath, as recorded on AWS.</summary>
internal static class PathReader
{
    // Far above what fits into a state's data, and far below what a path such as $..*..*..* can make of it.
    private const int MaxNodes = 1_000_000;
    private const int MaxCharacters = 16 * Quotas.MaxDataBytes;

    /// <exception cref="StateErrorException">The path selects more than any state could hold.</exception>
    public static PathResult Read(this JsonPath path, JsonNode? root)
    {
        var current = root;
        var step = 0;
        for (; step < path.Steps.Length && path.Steps[step].IsDefinite; step++)
        {
            var next = Next(path, current, step);
            if (!next.Found)
            {
                // As recorded on AWS: a list of nothing, unless a value is of the wrong kind.
                return path.IsDefinite || next.IsMismatch ? next : PathResult.FromValue(new JsonArray());
            }

            current = next.Value;
        }

        return step == path.Steps.Length ? PathResult.FromValue(current)
            : path.Steps[step].Mismatch(current) is { } mismatch ? PathResult.Mismatch(mismatch)
            : PathResult.FromValue(SelectAll(path, step, current, root));
    }

    private static JsonNode SelectAll(JsonPath path, int from, JsonNode? start, JsonNode? root)
    {
        IEnumerable<JsonNode?> nodes = [start];
        var visited = 0;
        foreach (var step in path.Steps.Skip(from).SkipLast(path.CountsDescendants ? 1 : 0))
        {
            nodes = nodes.SelectMany(node => step.Select(node, root)).Select(node => ++visited <= MaxNodes ? node : throw TooMuch(path));
        }

        var selected = nodes.ToArray();
        if (path.CountsDescendants)
        {
            return selected.Length;
        }

        return selected.Sum(node => (long)node.ToJsonText().Length) <= MaxCharacters
            ? new JsonArray([.. selected.Select(JsonText.Copy)])
            : throw TooMuch(path);
    }

    private static StateErrorException TooMuch(JsonPath path) =>
        new(ErrorNames.DataLimitExceeded, $"The path '{path.Text}' selects more data than a state may hold");

    private static PathResult Next(JsonPath path, JsonNode? current, int step) => path.Steps[step] switch
    {
        PathStep.Member member => Member(path, current, member, step),
        PathStep.Item item => Item(path, current, item, step),
        PathStep.Members members when current is not JsonObject => NotAnObject(path, current, members, step),
        var other => PathResult.FromValue(other.Select(current, null).Single()),
    };

    private static PathResult Member(JsonPath path, JsonNode? current, PathStep.Member member, int step)
    {
        if (current is not JsonObject members)
        {
            return NotAnObject(path, current, member, step);
        }

        if (members.TryGetPropertyValue(member.Name, out var value))
        {
            return PathResult.FromValue(value);
        }

        return PathResult.Missing(step == path.Steps.Length - 1
            ? $"No results for path: {path.Canonical()}"
            : $"Missing property in path {path.Canonical(step + 1)}");
    }

    private static PathResult NotAnObject(JsonPath path, JsonNode? current, PathStep expected, int step) => PathResult.Missing(
        $"Expected to find an object with property {expected} in path {path.Canonical(step)} but found '{JavaType(current)}'. " +
        "This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.");

    private static PathResult Item(JsonPath path, JsonNode? current, PathStep.Item item, int step)
    {
        if (current is null)
        {
            return PathResult.Missing($"The path {path.Canonical(step)} is null");
        }

        if (item.Mismatch(current) is { } mismatch)
        {
            return PathResult.Mismatch(mismatch);
        }

        return item.Select(current, null).ToArray() is [var value]
            ? PathResult.FromValue(value)
            : PathResult.Missing($"No results for path: {path.Canonical()}", isIndexOutOfRange: step == path.Steps.Length - 1);
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
