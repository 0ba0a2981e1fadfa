using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>One metric of one resource over a window, what it did there, and the alarms on it.</summary>
public sealed partial class GetCloudWatchMetrics : DiagnosticOperation<GetCloudWatchMetricsParameters, MetricDetails>
{
    private const int MaxPoints = 200;
    private const int MaxAlarms = 20;
    private const int MaxMetrics = 10;

    public override string Name => "get_cloudwatch_metrics";

    public override string Title => "CloudWatch metrics";

    public override string Description =>
        "Shows one CloudWatch metric of a resource over a time window: datapoints, level, when it changed, and the alarms on it.";

    public override ChatGrammar? Chat { get; } = new QuestionGrammar
    {
        Nouns = [new("metric", "metrics datapoints")],
        Topics = MetricTopics.All,
        Reader = new MetricQuestions(),
        Precedence = 1,
        Examples = ["cpu of i-0a1b2c3d4e5f60001 last 3h", "memory of production/web"],
    };

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

    protected override JsonTypeInfo<MetricDetails> ResultJson => MetricDetailsJson.Default.MetricDetails;

    protected override GetCloudWatchMetricsParameters Bind(Arguments arguments) => new(
        arguments.RequiredText("resource"),
        arguments.RequiredText("metric"),
        arguments.Text("namespace"),
        arguments.RequiredText("time_window"),
        arguments.RequiredText("statistic"));

    protected override async Task<Outcome<Finding<MetricDetails>>> FindAsync(
        GetCloudWatchMetricsParameters parameters, AwsReaders readers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (resource, metric) = (MetricResource.Parse(parameters.Resource), parameters.Metric);
        var @namespace = parameters.Namespace ?? resource.Namespace!;
        var window = parameters.TimeWindow;
        var period = PeriodOf(TimeWindow.Parse(window));

        // Whole periods only: a sum over half a period would look like a fall.
        var to = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % period.Ticks), TimeSpan.Zero);
        var reading = new MetricReading(
            new MetricIdentity(@namespace, metric, resource.Dimensions), parameters.Statistic, null, window, period, to - TimeWindow.Parse(window), to, []);

        var exact = resource.IsComplete && @namespace == resource.Namespace;
        var points = exact ? await PointsAsync(reading, readers.Metrics, cancellationToken) : [];
        if (points.Count == 0)
        {
            var found = await readers.Metrics.FindAsync(@namespace, metric, resource.Key, MaxMetrics, cancellationToken);
            if (found.Metrics.Where(resource.Holds).ToList() is not [var first, ..] known)
            {
                return NoSuchMetric(parameters.Resource, metric, @namespace, found.Truncated);
            }

            reading = reading with { Metric = first, Alternatives = known[1..], MoreMetrics = found.Truncated };
            points = exact && Same(first, resource) ? [] : await PointsAsync(reading, readers.Metrics, cancellationToken);
        }

        reading = reading with { Unit = MetricUnits.Of(reading.Metric, reading.Statistic) };
        var alarms = await readers.Metrics.AlarmsOnAsync(reading.Metric, cancellationToken);
        alarms = new AlarmPage([.. alarms.Alarms.Take(MaxAlarms)], alarms.Truncated || alarms.Alarms.Count > MaxAlarms);
        var trend = Trend.Of(points, reading.From, reading.To, period);
        return new Finding<MetricDetails>(MetricSummary.Of(reading, points, trend, alarms, now), Result(reading, points, trend, alarms, now))
        {
            NotSearched =
            [
                "Composite alarms, and alarms on queries over many metrics.",
                .. reading.MoreMetrics ? [$"Metrics {metric} in {@namespace} beyond those that were listed."] : Array.Empty<string>(),
                .. alarms.Truncated ? ["Alarms of the account beyond those that were listed."] : Array.Empty<string>(),
            ],
        };
    }

    protected override IReadOnlyList<Card> Cards(Finding<MetricDetails> finding) => MetricCards.Of(finding.Summary, finding.Result);

    protected override Subject? Subject(GetCloudWatchMetricsParameters parameters, MetricDetails result) => MetricResource.SubjectOf(parameters.Resource);

    /// <returns>The shortest usual period that keeps a window within the datapoints that are answered.</returns>
    internal static TimeSpan PeriodOf(TimeSpan window) => TimeSpan.FromMinutes(window.TotalHours switch { <= 3 => 1, <= 12 => 5, <= 24 => 15, <= 72 => 30, _ => 60 });

    private static bool Same(MetricIdentity metric, MetricResource resource) => metric.Dimensions.Count == resource.Dimensions.Count;

    private static async Task<IReadOnlyList<MetricPoint>> PointsAsync(MetricReading reading, IMetrics metrics, CancellationToken cancellationToken)
    {
        var series = await metrics.GetAsync([new MetricQuery(reading.Metric, reading.Statistic)], reading.From, reading.To, reading.Period, cancellationToken);
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

    private static MetricDetails Result(MetricReading reading, IReadOnlyList<MetricPoint> points, Trend trend, AlarmPage alarms, DateTimeOffset now) => new(
        reading.Metric.Namespace,
        reading.Metric.Name,
        reading.Metric.Dimensions,
        reading.Statistic,
        reading.Unit,
        reading.Window,
        (int)reading.Period.TotalSeconds,
        MetricStatistics.Of(new MetricSeries(points))?.Rounded() is { } s ? new MetricLevels(s.Current, s.Average, s.Minimum, s.Maximum, points.Count) : null,
        new MetricTrend(trend.Direction, trend.At, Rounded(trend.Before), Rounded(trend.After), MetricSummary.Describe(trend, reading.Unit, now)),
        reading.MoreMetrics || alarms.Truncated,
        alarms.Alarms,
        [.. reading.Alternatives.Select(m => m.Dimensions)],
        [.. points.Select(p => p with { Value = Math.Round(p.Value, 4) })]);

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 4) : null;

    // Names and ARNs only: nothing here may be text that another system would read as a query or a command.
    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9:/._-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Resource();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_./-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Metric();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_./-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Namespace();
}

/// <param name="Namespace">Null where the resource says it.</param>
public sealed record GetCloudWatchMetricsParameters(string Resource, string Metric, string? Namespace, string TimeWindow, string Statistic);

/// <param name="Unit">CloudWatch's word, or null where it is not known.</param>
/// <param name="Statistics">The window in numbers; null without datapoints.</param>
/// <param name="Truncated">True when there are more metrics or alarms than were looked at.</param>
/// <param name="OtherMetrics">The dimensions of other metrics that could have been meant as well.</param>
/// <param name="Datapoints">Oldest first, at most 200.</param>
public sealed record MetricDetails(
    string Namespace,
    string Metric,
    ImmutableSortedDictionary<string, string> Dimensions,
    string Statistic,
    string? Unit,
    string TimeWindow,
    int PeriodSeconds,
    MetricLevels? Statistics,
    MetricTrend Trend,
    bool Truncated,
    IReadOnlyList<MetricAlarm> Alarms,
    IReadOnlyList<ImmutableSortedDictionary<string, string>> OtherMetrics,
    IReadOnlyList<MetricPoint> Datapoints);

/// <summary>In the metric's unit, to two places; how many datapoints it is of.</summary>
public sealed record MetricLevels(double Current, double Average, double Minimum, double Maximum, int Count);

/// <summary>A <see cref="CloudWatch.Trend"/> as it is answered, levels to four places.</summary>
public sealed record MetricTrend(
    TrendDirection Direction,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset? Since,
    double? Before,
    double? After,
    string Words);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MetricDetails))]
internal sealed partial class MetricDetailsJson : JsonSerializerContext;
