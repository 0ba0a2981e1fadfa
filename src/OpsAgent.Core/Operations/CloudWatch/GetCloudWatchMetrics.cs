using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>One metric of one resource over a window, what it did there, and the alarms on it.</summary>
public sealed partial class GetCloudWatchMetrics : DiagnosticOperation
{
    private const int MaxPoints = 200;
    private const int MaxAlarms = 20;
    private const int MaxMetrics = 10;

    public override string Name => "get_cloudwatch_metrics";

    public override string Title => "CloudWatch metrics";

    public override string Description =>
        "Shows one CloudWatch metric of a resource over a time window: datapoints, level, when it changed, and the alarms on it.";

    public override ParameterSet Parameters { get; } = new(
        [
            new TextParameter("resource", "EC2 instance id, app/name/id of a load balancer, targetgroup/name/id, cluster/service of ECS, the ARN of one of them, or with a namespace any dimension's value.")
            {
                Required = true,
                MaxLength = 255,
                Pattern = Resource(),
                Example = "app/production-web/50dc6c495c0c9188",
            },
            new TextParameter("metric", "The metric's name, case-sensitive.") { Required = true, MaxLength = 255, Pattern = Metric(), Example = "HTTPCode_Target_5XX_Count" },
            new TextParameter("namespace", "CloudWatch's namespace; needed only where the resource does not say it.") { MaxLength = 255, Pattern = Namespace(), Example = "AWS/ApplicationELB" },
            new ChoiceParameter("time_window", "How far back to look.", "5m", "15m", "1h", "3h", "6h", "12h", "24h", "3d", "7d") { DefaultValue = "1h" },
            new ChoiceParameter("statistic", "What each datapoint is of its period.", "Average", "Sum", "Minimum", "Maximum", "SampleCount", "p50", "p90", "p99") { DefaultValue = "Average" },
        ],
        new CombinationRule(
            "is required for this resource: only an EC2 instance, a load balancer, a target group and an ECS cluster/service say it themselves",
            "namespace",
            a => a.Has("namespace") || MetricResource.Parse(a.RequiredText("resource")).Namespace is not null));

    public override IReadOnlyList<Card> Cards(System.Text.Json.JsonElement parameters, string summary, System.Text.Json.JsonElement details) => MetricCards.Of(summary, details);

    public override async Task<Outcome<Finding>> RunAsync(Arguments arguments, AwsReaders readers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (resource, metric) = (MetricResource.Parse(arguments.RequiredText("resource")), arguments.RequiredText("metric"));
        var @namespace = arguments.Text("namespace") ?? resource.Namespace!;
        var window = arguments.RequiredText("time_window");
        var period = PeriodOf(TimeWindow.Parse(window));

        // Whole periods only: a sum over half a period would look like a fall.
        var to = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % period.Ticks), TimeSpan.Zero);
        var look = new MetricReading(
            new MetricIdentity(@namespace, metric, resource.Dimensions), arguments.RequiredText("statistic"), null, window, period, to - TimeWindow.Parse(window), to, []);

        var exact = resource.IsComplete && @namespace == resource.Namespace;
        var points = exact ? await PointsAsync(look, readers.Metrics, cancellationToken) : [];
        if (points.Count == 0)
        {
            var found = await readers.Metrics.FindAsync(@namespace, metric, resource.Key, MaxMetrics, cancellationToken);
            if (found.Metrics.Where(resource.Holds).ToList() is not [var first, ..] known)
            {
                return NoSuchMetric(arguments.RequiredText("resource"), metric, @namespace, found.Truncated);
            }

            look = look with { Metric = first, Alternatives = known[1..], MoreMetrics = found.Truncated };
            points = exact && Same(first, resource) ? [] : await PointsAsync(look, readers.Metrics, cancellationToken);
        }

        look = look with { Unit = MetricUnits.Of(look.Metric, look.Statistic) };
        var alarms = await readers.Metrics.AlarmsOnAsync(look.Metric, cancellationToken);
        alarms = new AlarmPage([.. alarms.Alarms.Take(MaxAlarms)], alarms.Truncated || alarms.Alarms.Count > MaxAlarms);
        var trend = Trend.Of(points, look.From, look.To, period);
        return new Finding(MetricSummary.Of(look, points, trend, alarms, now), Details(look, points, trend, alarms, now));
    }

    /// <returns>The shortest usual period that keeps a window within the datapoints that are answered.</returns>
    internal static TimeSpan PeriodOf(TimeSpan window) => TimeSpan.FromMinutes(window.TotalHours switch { <= 3 => 1, <= 12 => 5, <= 24 => 15, <= 72 => 30, _ => 60 });

    private static bool Same(MetricIdentity metric, MetricResource resource) => metric.Dimensions.Count == resource.Dimensions.Count;

    private static async Task<IReadOnlyList<MetricPoint>> PointsAsync(MetricReading look, IMetrics metrics, CancellationToken cancellationToken)
    {
        var series = await metrics.GetAsync([new MetricQuery(look.Metric, look.Statistic)], look.From, look.To, look.Period, cancellationToken);
        return [.. series[0].Points.TakeLast(MaxPoints)];
    }

    private static Refusal NoSuchMetric(string resource, string metric, string @namespace, bool truncated) => new(
        ErrorCode.ResourceNotFound,
        (truncated
            ? $"Among the metrics {metric} in {@namespace} that were looked at is none for {resource}; there are more. "
            : $"CloudWatch has no metric {metric} in {@namespace} for {resource}, or none with data within two weeks. ")
        + "Check the resource, the spelling of the metric (it is case-sensitive) and the namespace; list what there is with: "
        + $"aws cloudwatch list-metrics --namespace {@namespace}",
        new JsonObject { ["resource"] = resource, ["metric"] = metric, ["namespace"] = @namespace }.ToElement());

    private static System.Text.Json.JsonElement Details(
        MetricReading look, IReadOnlyList<MetricPoint> points, Trend trend, AlarmPage alarms, DateTimeOffset now) => new JsonObject
        {
            ["namespace"] = look.Metric.Namespace,
            ["metric"] = look.Metric.Name,
            ["dimensions"] = ChangePlan.Members(look.Metric.Dimensions),
            ["statistic"] = look.Statistic,
            ["unit"] = look.Unit,
            ["time_window"] = look.Window,
            ["period_seconds"] = (int)look.Period.TotalSeconds,
            ["statistics"] = MetricStatistics.Of(new MetricSeries(points), 1) is { } load ? Statistics(load, points.Count) : null,
            ["trend"] = new JsonObject
            {
                ["direction"] = WireName.Of(trend.Direction),
                ["since"] = trend.At is { } at ? Timestamps.Text(at) : null,
                ["before"] = Rounded(trend.Before),
                ["after"] = Rounded(trend.After),
                ["words"] = MetricSummary.Describe(trend, look.Unit, now),
            },
            ["truncated"] = look.MoreMetrics || alarms.Truncated,
            ["alarms"] = new JsonArray([.. alarms.Alarms.Select(a => (JsonNode)Describe(a))]),
            ["other_metrics"] = new JsonArray([.. look.Alternatives.Select(m => (JsonNode)ChangePlan.Members(m.Dimensions))]),
            ["datapoints"] = new JsonArray([.. points.Select(p => (JsonNode)new JsonObject { ["at"] = Timestamps.Text(p.At), ["value"] = Math.Round(p.Value, 4) })]),
        }.ToElement();

    private static JsonObject Statistics(MetricStatistics load, int count)
    {
        var statistics = load.ToJson();
        statistics["count"] = count;
        return statistics;
    }

    private static JsonObject Describe(MetricAlarm alarm) => new()
    {
        ["name"] = alarm.Name,
        ["state"] = alarm.State,
        ["since"] = Timestamps.Text(alarm.Since),
        ["statistic"] = alarm.Statistic,
        ["comparison"] = alarm.Comparison,
        ["threshold"] = alarm.Threshold,
        ["reason"] = alarm.Reason,
    };

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 4) : null;

    // Names and ARNs only: nothing here may be text that another system would read as a query or a command.
    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9:/._-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Resource();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_./-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Metric();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_./-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Namespace();
}
