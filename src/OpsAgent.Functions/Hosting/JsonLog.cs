using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;

namespace OpsAgent.Functions.Hosting;

/// <summary>The process's log: one JSON object on one line for each message, so that no message can pass for another.</summary>
public sealed partial class JsonLog(string function, Action<string> writeLine, TimeProvider time)
{
    /// <summary>Writes a line that is JSON already.</summary>
    public void Write(string line) => writeLine(line);

    public void Write(string level, string requestId, string message)
    {
        var line = new JsonObject
        {
            ["timestamp"] = Timestamps.Text(time.GetUtcNow()),
            ["level"] = level,
            ["function"] = function,
            ["request_id"] = requestId,
            ["message"] = Sanitizer.Text(message),
        };
        if (Correlation().Match(message) is { Success: true } correlation)
        {
            line["correlation_id"] = correlation.Value;
        }

        writeLine(line.ToJsonString());
    }

    // Messages about a request begin with its correlation id, after the word that the metric filters look for.
    [GeneratedRegex("(?<=^(ERROR )?)[0-9a-hjkmnp-tv-z]{26}", RegexOptions.CultureInvariant)]
    private static partial Regex Correlation();
}
