using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Deployment.Tests.Monitoring;
using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>Alarms and dashboards (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html).</summary>
internal static class MonitoringRules
{
    private const int MaxMetricsOfAlarm = 10;
    private const int MaxMetricsOfWidget = 500;
    private const int MaxMetricsOfDashboard = 2500;
    private const int MaxWidgets = 500;
    private const int Columns = 24;

    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
    private static readonly HashSet<string> WidgetTypes = ["alarm", "custom", "explorer", "log", "metric", "text"];
    private static readonly HashSet<string> WidgetFields = ["type", "x", "y", "width", "height", "properties", "accountId"];
    private static readonly HashSet<string> MetricFields =
        ["accountId", "annotations", "liveData", "legend", "metrics", "period", "region", "setPeriodToTimeRange", "singleValueFullPrecision", "sparkline", "stacked", "stat", "table", "timezone", "title", "trend", "view", "yAxis"];

    /// <summary>
    /// At most 10 metrics and expressions of which one is the alarm's value, periods of 10, 20, 30 or whole minutes, looked back on for
    /// a day at most, or for a week where they are of an hour and more
    /// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html).
    /// </summary>
    public static IEnumerable<(string, string)> AlarmsFit(ExpandedTemplate template)
    {
        foreach (var (id, alarm) in template.OfType("AWS::CloudWatch::Alarm"))
        {
            var metrics = (alarm["Metrics"]?.AsArray() ?? []).Select(m => m!.AsObject()).ToList();
            var periods = alarm["Metrics"] is null ? [Number(alarm["Period"])] : metrics.Where(m => m["MetricStat"] is not null).Select(m => Number(m["MetricStat"]!["Period"])).ToList();
            var ids = metrics.Select(m => m["Id"]!.GetValue<string>()).ToList();
            if (metrics.Count > MaxMetricsOfAlarm)
            {
                yield return (id, $"{metrics.Count} metrics and expressions; an alarm takes {MaxMetricsOfAlarm}.");
            }
            else if (ids.Distinct().Count() < ids.Count || ids.Any(i => !Regex.IsMatch(i, "^[a-z][a-zA-Z0-9_]*$", RegexOptions.CultureInvariant)))
            {
                yield return (id, "The ids of its metrics begin with a small letter, and each is there once.");
            }
            else if (metrics.Count > 0 && metrics.Count(m => m["ReturnData"]?.ToString() != "false") != 1)
            {
                yield return (id, "Of its metrics one has ReturnData, all others have false.");
            }
            else if (periods.Any(p => p is not (10 or 20 or 30) && (p <= 0 || p % 60 != 0)))
            {
                yield return (id, $"Periods of {string.Join(", ", periods)} seconds: 10, 20, 30 or a multiple of 60.");
            }
            else if (periods.Any(p => p * Number(alarm["EvaluationPeriods"]) > (p >= 3600 ? 604_800 : 86_400)))
            {
                yield return (id, "It looks back further than a day.");
            }
            else if ((alarm["AlarmDescription"]?.ToString().Length ?? 0) > 1024)
            {
                yield return (id, "AlarmDescription has more than 1,024 characters.");
            }
        }
    }

    /// <summary>
    /// The body is JSON of widgets that CloudWatch knows, within 24 columns, with at most 500 metrics each and 2,500 together.
    /// </summary>
    public static IEnumerable<(string, string)> DashboardsAreValid(ExpandedTemplate template) =>
        from dashboard in template.OfType("AWS::CloudWatch::Dashboard")
        let fault = FaultOf(Body(dashboard.Properties))
        where fault is not null
        select (dashboard.Id, fault);

    /// <summary>Alarms and dashboards look at metrics that somebody writes: ours, or those on AWS's pages in aws-metrics.json.</summary>
    public static IEnumerable<(string, string)> MetricsExist(ExpandedTemplate template)
    {
        if (template.OfType("AWS::CloudWatch::Dashboard").Any(d => FaultOf(Body(d.Properties)) is not null))
        {
            return [];
        }

        var emitted = EmittedMetrics.Ours().Concat(EmittedMetrics.Aws()).ToHashSet();
        return UsedMetrics.Of(template).Where(used => !emitted.Contains(used.Metric)).Select(used => (used.Where.Split(':')[0], $"Nobody writes {used.Metric}."));
    }

    private static JsonNode? Body(JsonObject dashboard)
    {
        try
        {
            return JsonNode.Parse(dashboard["DashboardBody"]!.GetValue<string>());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? FaultOf(JsonNode? body)
    {
        if (body?["widgets"] is not JsonArray widgets)
        {
            return "DashboardBody is not JSON with widgets.";
        }

        var counts = widgets.Select(w => (w!["properties"]?["metrics"] as JsonArray)?.Count ?? 0).ToList();
        return widgets.Count > MaxWidgets || counts.Any(c => c > MaxMetricsOfWidget) || counts.Sum() > MaxMetricsOfDashboard
                ? $"At most {MaxWidgets} widgets, {MaxMetricsOfWidget} metrics in one and {MaxMetricsOfDashboard} in all."
            : widgets.FirstOrDefault(w => !WidgetTypes.Contains(w!["type"]!.GetValue<string>()) || w.AsObject().Any(f => !WidgetFields.Contains(f.Key)))?["properties"] is { } unknown
                ? $"A widget of a type or with a field that CloudWatch does not know: {unknown["title"]}."
            : widgets.FirstOrDefault(w => Number(w!["x"] ?? 0) + Number(w["width"] ?? 0) > Columns) is { } wide ? $"Beyond {Columns} columns: {wide["properties"]!["title"]}."
            : widgets.Where(w => w!["type"]!.GetValue<string>() == "metric").SelectMany(w => w!["properties"]!.AsObject()).FirstOrDefault(p => !MetricFields.Contains(p.Key)).Key is { } field
                ? $"A metric widget has no {field}."
            : null;
    }

    private static int Number(JsonNode? node) => int.Parse(node!.ToString(), System.Globalization.CultureInfo.InvariantCulture);
}
