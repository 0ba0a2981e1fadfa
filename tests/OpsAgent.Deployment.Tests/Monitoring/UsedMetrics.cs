using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Monitoring;

/// <summary>The metrics that alarms and dashboard use, with the values of their dimensions.</summary>
internal static partial class UsedMetrics
{
    private static readonly HashSet<string> Expressions = ["SUM(METRICS())", "MAX(METRICS())"];

    /// <exception cref="NotSupportedException">An expression that is not known here.</exception>
    public static IReadOnlyList<(string Where, Metric Metric, IReadOnlyDictionary<string, string> Values)> Of(ExpandedTemplate template) =>
        [.. template.OfType("AWS::CloudWatch::Alarm").SelectMany(OfAlarm), .. template.OfType("AWS::CloudWatch::Dashboard").SelectMany(d => OfDashboard(Body(d.Properties)))];

    public static JsonNode Body(JsonObject dashboard) => JsonNode.Parse(dashboard["DashboardBody"]!.GetValue<string>())!;

    private static IEnumerable<(string, Metric, IReadOnlyDictionary<string, string>)> OfAlarm((string Id, JsonObject Properties) alarm)
    {
        if (alarm.Properties["Metrics"] is not JsonArray metrics)
        {
            yield return Used(alarm.Id, alarm.Properties);
            yield break;
        }

        foreach (var metric in metrics)
        {
            if (metric!["MetricStat"] is { } stat)
            {
                yield return Used(alarm.Id, stat["Metric"]!);
            }
            else if (!Expressions.Contains(Text(metric["Expression"])))
            {
                throw new NotSupportedException($"{alarm.Id}: {metric["Expression"]}");
            }
        }
    }

    private static (string, Metric, IReadOnlyDictionary<string, string>) Used(string where, JsonNode metric)
    {
        var values = metric["Dimensions"]!.AsArray().ToDictionary(d => Text(d!["Name"]), d => Text(d!["Value"]));
        return (where, Metric.Of(Text(metric["Namespace"]), Text(metric["MetricName"]), values.Keys), values);
    }

    // A row is [namespace, name, dimension, value, ..., {options}], or [{expression}].
    private static IEnumerable<(string, Metric, IReadOnlyDictionary<string, string>)> OfDashboard(JsonNode body)
    {
        foreach (var widget in body["widgets"]!.AsArray())
        {
            var title = $"Dashboard: {Text(widget!["properties"]!["title"])}";
            foreach (var row in widget["properties"]!["metrics"]!.AsArray().Select(r => r!.AsArray()))
            {
                if (row[0] is JsonObject expression)
                {
                    yield return OfSearch(title, Text(expression["expression"]));
                    continue;
                }

                var words = row.TakeWhile(w => w is JsonValue).Select(Text).ToList();
                var values = words.Skip(2).Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
                yield return (title, Metric.Of(words[0], words[1], values.Keys), values);
            }
        }
    }

    private static (string, Metric, IReadOnlyDictionary<string, string>) OfSearch(string title, string expression)
    {
        var match = Search().Match(expression);
        if (!match.Success)
        {
            throw new NotSupportedException($"{title}: {expression}");
        }

        var schema = match.Groups["schema"].Value.Split(',');
        return (title, Metric.Of(schema[0], match.Groups["name"].Value, schema[1..]), new Dictionary<string, string> { ["Environment"] = match.Groups["environment"].Value });
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    [GeneratedRegex("""^SEARCH\('\{(?<schema>[A-Za-z,]+)\} MetricName="(?<name>[A-Za-z]+)" Environment="(?<environment>[a-z-]+)"', 'Sum', 300\)$""", RegexOptions.CultureInvariant)]
    private static partial Regex Search();
}
