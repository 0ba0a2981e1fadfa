using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsAgent.Bootstrap.Tests.Logs;

/// <summary>The binary's standard output line by line, as CloudWatch Logs keeps it: metrics and queries look at the root of a line only.</summary>
internal static class LogLines
{
    /// <returns>The lines, each of which must be sound.</returns>
    public static IReadOnlyList<string> Of(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.True(FaultIn(line) is not { } fault, $"{FaultIn(line)}: {line}"));
        return lines;
    }

    /// <returns>What is wrong with a line, or null: it is a metric, an audit event, a message of a function, or an exception that the runtime reports.</returns>
    public static string? FaultIn(string line)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(line);
        }
        catch (JsonException)
        {
            return "No JSON";
        }

        return root is not JsonObject members ? "No object"
            : members["_aws"] is JsonObject || IsText(members["event_type"]) || IsText(members["function"]) || IsOfTheRuntime(members) ? null
            : "Nothing at the root tells what the line is";
    }

    /// <summary>An exception as the runtime writes it: without words of its own, so that no line can hide in its message.</summary>
    public static bool IsOfTheRuntime(JsonNode root) =>
        root["message"]?.ToString() is { Length: 0 } && IsText(root["errorType"]) && root["stackTrace"] is JsonArray;

    private static bool IsText(JsonNode? node) => node?.GetValueKind() is JsonValueKind.String;
}
