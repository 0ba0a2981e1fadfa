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

/// <summary>One metric of one resource over a time, what it did there, and the alarms on it; or one alarm and the metric that it looks at.</summary>
public sealed partial class GetCloudWatchMetrics : DiagnosticOperation<GetCloudWatchMetricsParameters, MetricDetails>
{
    private const int MaxPoints = 200;
    private const int MaxAlarms = 20;
    private const int MaxMetrics = 10;
    private const int MaxNear = 5;
    private const string UsualWindow = "1h";
    private const string LongestWindow = "7d";

    private static readonly string[] Windows = ["5m", "15m", UsualWindow, "3h", "6h", "12h", "24h", "3d", LongestWindow];

    // As long as CloudWatch keeps anything: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(455);

    public override string Name => "get_cloudwatch_metrics";

    public override string Title => "CloudWatch metrics";

    public override string Description =>
        "Shows one CloudWatch metric of a resource over a time: datapoints, level, when it changed, and the alarms on it. Or one alarm by its name: state, since when, why, and the metric that it looks at.";

    public override ChatGrammar? Chat { get; } = new QuestionGrammar(QuestionKind.Metric)
    {
        Targets = [new(SubjectKind.Instance, "resource"), new(SubjectKind.Service, "resource"), new(SubjectKind.LoadBalancer, "resource"), new(SubjectKind.TargetGroup, "resource"), new(SubjectKind.Alarm, "alarm_name")],
    };

    public override ParameterSet Parameters { get; } = new(
        [
            new TextParameter("resource", "EC2 instance id, app/name/id (net/, gwy/) of a load balancer, targetgroup/name/id, cluster/service of ECS, the ARN of one of them, or with a namespace any dimension's value.")
            {
                MaxLength = 1024,
                Pattern = Printable(),
                Example = "app/production-web/50dc6c495c0c9188",
            },
            new TextParameter("metric", "The metric's name, case-sensitive.") { MaxLength = 255, Pattern = Printable(), Example = "HTTPCode_Target_5XX_Count" },
            new TextParameter("namespace", "CloudWatch's namespace; needed only where the resource does not say it.") { MaxLength = 255, Pattern = Namespace(), Example = "AWS/ApplicationELB" },
            new TextParameter("dimensions", "Dimensions that the metric must have, beside or in place of the resource: Name=Value,Name2=Value2; a value with a comma in double quotes. With a namespace and neither, the metric without dimensions.")
            {
                MaxLength = 2048,
                Pattern = Printable(),
                Example = "InstanceId=i-0a1b2c3d4e5f60001,path=/",
            },
            new TextParameter("alarm_name", "In place of metric and resource: an alarm's name or ARN, metric or composite, case-sensitive.") { MaxLength = 255, Clean = Alarm.NameIn, Example = "production-web-5xx" },
            new ChoiceParameter("time_window", "How far back to look; without it and start_time 1h, of an alarm as far as shows how it came to its state.", Windows) { Synonym = TimeWindow.Find },
            TimeRange.Start("at most 455 days ago, datapoints of 5 minutes beyond 15 days, of an hour beyond 63"),
            TimeRange.End,
            new TextParameter("statistic", "What each datapoint is of its period: Average, Sum, Minimum, Maximum, SampleCount, a percentile such as p95 or p99.9, or tm99, TM(2%:98%), PR(0:100), IQM and their like. Without it the alarm's, or what suits the metric: Sum of a count, p95 of a duration, else Average.")
            {
                MaxLength = 50,
                Pattern = MetricStatistic.Pattern(),
                Clean = text => MetricStatistic.Parse(text) ?? text,
                Example = "p95",
            },
        ],
        new CombinationRule(
            "alarm_name goes without metric, resource, namespace and dimensions",
            "alarm_name",
            a => !a.Has("alarm_name") || !new[] { "metric", "resource", "namespace", "dimensions" }.Any(a.Has)),
        new CombinationRule("give metric or alarm_name", "metric", a => a.Has("metric") || a.Has("alarm_name")),
        new CombinationRule(
            "give resource or dimensions; with a namespace and neither, it is the metric without dimensions",
            "resource",
            a => a.Has("resource") || a.Has("dimensions") || a.Has("namespace") || a.Has("alarm_name")),
        new CombinationRule(
            "dimensions are Name=Value,Name2=Value2, each name once",
            "dimensions",
            a => a.Text("dimensions") is not { } dimensions || MetricDimensions.Parse(dimensions) is not null),
        new CombinationRule(
            "is required for this resource: only an EC2 instance, a load balancer, a target group and an ECS cluster/service say it themselves",
            "namespace",
            a => a.Has("namespace") || a.Has("alarm_name") || (a.Text("resource") is { } resource && MetricResource.Parse(resource).Namespace is not null)),
        TimeRange.Rules[0],
        TimeRange.Rules[1]);

    protected override JsonTypeInfo<MetricDetails> ResultJson => MetricDetailsJson.Default.MetricDetails;

    protected override GetCloudWatchMetricsParameters Bind(Arguments arguments) => new(
        arguments.Text("resource"),
        arguments.Text("metric"),
        arguments.Text("namespace"),
        arguments.Text("dimensions") is { } dimensions ? MetricDimensions.Parse(dimensions)! : MetricDimensions.None,
        arguments.Text("alarm_name"),
        RequestedTime.Of(arguments),
        arguments.Text("statistic"));

    protected override async Task<Outcome<Finding<MetricDetails>>> FindAsync(
        GetCloudWatchMetricsParameters parameters, AwsReaders readers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (parameters.AlarmName is { } name)
        {
            return await readers.Metrics.FindAlarmAsync(name, cancellationToken) is { } alarm
                ? await OfAlarmAsync(alarm, parameters, readers.Metrics, now, cancellationToken)
                : await NoSuchAlarmAsync(name, readers.Metrics, cancellationToken);
        }

        return TimeRange.Of(parameters.Time, UsualWindow, MaxAge, now).Succeeded(out var range, out var refusal)
            ? await OfMetricAsync(parameters, parameters.Metric!, range, readers.Metrics, now, cancellationToken)
            : refusal;
    }

    private static async Task<Outcome<Finding<MetricDetails>>> OfMetricAsync(
        GetCloudWatchMetricsParameters parameters, string metric, TimeRange range, IMetrics metrics, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var resource = parameters.Resource is { } name ? MetricResource.Parse(name) : new MetricResource(null, MetricDimensions.None, IsComplete: true, []);
        var wanted = resource.Dimensions.SetItems(parameters.Dimensions);
        var @namespace = parameters.Namespace ?? resource.Namespace!;
        var statistic = parameters.Statistic ?? MetricTraits.Of(@namespace, metric).UsualStatistic;
        var reading = MetricReading.Of(new MetricIdentity(@namespace, metric, wanted), statistic, range, TimeSpan.Zero, now);

        var exact = resource.IsComplete && (parameters.Resource is null || @namespace == resource.Namespace);
        var points = exact ? await PointsAsync(reading, metrics, cancellationToken) : [];
        if (points.Count == 0)
        {
            var found = await KnownAsync(reading, resource, parameters, metrics, cancellationToken);
            if (found.Metrics.ToList() is not [var first, ..] known)
            {
                return NoSuchMetric(parameters, reading, found.Truncated);
            }

            // Where the name does not say the namespace alone, what was found does.
            statistic = parameters.Statistic ?? MetricTraits.Of(first.Namespace, metric).UsualStatistic;
            reading = reading with { Metric = first, Statistic = statistic, Alternatives = known[1..], MoreMetrics = found.Truncated };
            points = exact && first.IsOf(@namespace, metric, wanted) ? [] : await PointsAsync(reading, metrics, cancellationToken);
        }

        var alarms = await metrics.AlarmsOnAsync(reading.Metric, cancellationToken);
        alarms = new AlarmPage([.. alarms.Alarms.Take(MaxAlarms)], alarms.Truncated || alarms.Alarms.Count > MaxAlarms);
        return Of(reading, points, alarms, null, now) with
        {
            NotSearched =
            [
                .. reading.MoreMetrics ? [$"Metrics {metric} in {@namespace} beyond those that were listed."] : Array.Empty<string>(),
                .. alarms.Truncated ? ["Alarms of the account beyond those that were listed."] : Array.Empty<string>(),
            ],
        };
    }

    private static async Task<Outcome<Finding<MetricDetails>>> OfAlarmAsync(
        Alarm alarm, GetCloudWatchMetricsParameters parameters, IMetrics metrics, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!TimeRange.Of(parameters.Time, WindowOf(alarm, now), MaxAge, now).Succeeded(out var range, out var refusal))
        {
            return refusal;
        }

        var parts = alarm.IsComposite ? await metrics.PartsOfAlarmAsync(alarm.Name, cancellationToken) : [];
        if (alarm.Metrics is not [var metric, ..])
        {
            return new Finding<MetricDetails>(AlarmSummary.Of(alarm, parts, null, now), Result(alarm, parts, range));
        }

        var statistic = parameters.Statistic ?? alarm.Statistic ?? MetricTraits.Of(metric.Namespace, metric.Name).UsualStatistic;
        var reading = MetricReading.Of(metric, statistic, range, alarm.Period, now);
        return Of(reading, await PointsAsync(reading, metrics, cancellationToken), new AlarmPage([alarm.OnMetric()], Truncated: false), alarm, now) with
        {
            NotSearched = alarm.Metrics.Count > 1
                ? [$"The other metrics in the expression of {alarm.Name}: {string.Join("; ", alarm.Metrics.Skip(1).Select(m => $"{m.Name} of {MetricDimensions.Describe(m.Dimensions)}"))}."]
                : [],
        };
    }

    private static Finding<MetricDetails> Of(MetricReading reading, IReadOnlyList<MetricPoint> points, AlarmPage alarms, Alarm? alarm, DateTimeOffset now)
    {
        reading = reading with { Unit = MetricUnits.Of(reading.Metric, reading.Statistic) };
        var samples = MetricSamples.Of(reading, points, alarms.Alarms);
        var trend = Trend.Of(points, reading.From, reading.To, reading.Period, samples.HasZeros ? samples.Filled : null);
        return new Finding<MetricDetails>(
            MetricSummary.Of(reading, samples, trend, alarms, alarm, now),
            Result(reading, samples, trend, alarms, now) with { Alarm = alarm is null ? null : AlarmDetails.Of(alarm, []) });
    }

    // How an alarm came to its state, and at least a few of its datapoints.
    private static string WindowOf(Alarm alarm, DateTimeOffset now)
    {
        var window = TimeWindow.Parse(alarm.State == "ALARM" || now - alarm.Since < TimeSpan.FromHours(5) ? MetricStep.WindowOf(alarm.Since, now) : UsualWindow);
        return Windows.FirstOrDefault(w => TimeWindow.Parse(w) is var length && length >= window && length >= alarm.Period * 6) ?? LongestWindow;
    }

    protected override IReadOnlyList<Card> Cards(Finding<MetricDetails> finding) => MetricCards.Of(finding.Summary, finding.Result);

    protected override Subject? Subject(GetCloudWatchMetricsParameters parameters, MetricDetails result) =>
        parameters.AlarmName is { } alarm ? new Subject(SubjectKind.Alarm, alarm)
        : parameters.Resource is { } resource ? MetricResource.SubjectOf(resource)
        : null;

    // The metrics that could be meant, by each value that the resource may be known by.
    private static async Task<MetricPage> KnownAsync(
        MetricReading reading, MetricResource resource, GetCloudWatchMetricsParameters parameters, IMetrics metrics, CancellationToken cancellationToken)
    {
        var wanted = reading.Metric.Dimensions;
        var @namespace = parameters.Namespace ?? (resource.IsOf("AWS/NetworkELB") && !resource.IsComplete ? null : resource.Namespace);
        List<(string? Value, ImmutableSortedDictionary<string, string> Wanted)> keys =
            resource.Keys.Count > 0 ? [.. resource.Keys.Select(k => ((string?)k, wanted))] : [(wanted.Values.FirstOrDefault(), wanted)];
        if (!resource.Dimensions.IsEmpty && parameters.Namespace is { } given && given != resource.Namespace)
        {
            // In another namespace "a/b" may be a value of its own and no service of ECS.
            keys.Add((parameters.Resource, parameters.Dimensions));
        }

        var truncated = false;
        foreach (var key in keys)
        {
            var found = await metrics.FindAsync(@namespace, reading.Metric.Name, key.Value, MaxMetrics, cancellationToken);
            truncated |= found.Truncated;
            if (found.Metrics.Where(m => Fits(m, key.Wanted)).ToList() is { Count: > 0 } fitting)
            {
                return new MetricPage(fitting, found.Truncated);
            }
        }

        return new MetricPage([], truncated);

        bool Fits(MetricIdentity metric, ImmutableSortedDictionary<string, string> dimensions) =>
            (@namespace is not null || resource.IsOf(metric.Namespace))
            && (parameters.Resource is not null || !dimensions.IsEmpty || metric.Dimensions.IsEmpty)
            && metric.HasAll(dimensions);
    }

    private static async Task<IReadOnlyList<MetricPoint>> PointsAsync(MetricReading reading, IMetrics metrics, CancellationToken cancellationToken)
    {
        var series = await metrics.GetAsync([new MetricQuery(reading.Metric, reading.Statistic)], reading.From, reading.To, reading.Period, cancellationToken);
        return [.. series[0].Points.TakeLast(MaxPoints)];
    }

    private static async Task<Refusal> NoSuchAlarmAsync(string name, IMetrics metrics, CancellationToken cancellationToken)
    {
        // The alarm that is asked for is mostly one that fires, and these are one call.
        var firing = await metrics.FiringAlarmsAsync(limit: 100, cancellationToken);
        var near = firing.Alarms.Select(a => a.Name).Where(n => IsNear(n, name)).Take(MaxNear).ToList();
        return new Refusal(
            ErrorCode.ResourceNotFound,
            $"There is no CloudWatch alarm {name} in this account and Region. "
            + (near.Count > 0 ? $"In ALARM are with a name like it: {string.Join(", ", near)}. " : string.Empty)
            + "Names are case-sensitive; the overview shows the alarms that are in ALARM.",
            new JsonObject { ["resource"] = name, ["near"] = JsonConversions.Array(near) }.ToElement());

        static bool IsNear(string one, string other) => (Letters(one), Letters(other)) is var (a, b) && (a.Contains(b, StringComparison.Ordinal) || b.Contains(a, StringComparison.Ordinal));

        static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));
    }

    private static Refusal NoSuchMetric(GetCloudWatchMetricsParameters parameters, MetricReading reading, bool truncated)
    {
        var (@namespace, metric) = (reading.Metric.Namespace, reading.Metric.Name);
        var resource = parameters.Resource is { } name ? parameters.Dimensions.IsEmpty ? name : $"{name} with {MetricDimensions.Describe(parameters.Dimensions)}"
            : MetricDimensions.Describe(parameters.Dimensions);
        return new Refusal(
            ErrorCode.ResourceNotFound,
            (truncated
                ? $"Among the metrics {metric} in {@namespace} that were looked at is none for {resource}; there are more. "
                : $"CloudWatch has no metric {metric} in {@namespace} for {resource}, or none with data within two weeks. ")
            + (MetricTraits.Of(@namespace, metric).IsSparse ? "AWS reports it only when there is something to report: where the resource is right, there was nothing. " : string.Empty)
            + "Check the resource, the spelling of the metric (it is case-sensitive) and the namespace; list what there is with: "
            + $"aws cloudwatch list-metrics --namespace {(Plain().IsMatch(@namespace) ? @namespace : $"'{@namespace.Replace("'", "'\\''", StringComparison.Ordinal)}'")}",
            new JsonObject { ["resource"] = resource, ["metric"] = metric, ["namespace"] = @namespace }.ToElement());
    }

    private static MetricDetails Result(MetricReading reading, MetricSamples samples, Trend trend, AlarmPage alarms, DateTimeOffset now) => new(
        reading.Metric.Namespace,
        reading.Metric.Name,
        reading.Metric.Dimensions,
        reading.Statistic,
        reading.Unit,
        reading.Range.Window,
        reading.From,
        reading.To,
        (int)samples.Length.TotalSeconds,
        MetricStatistics.Of(new MetricSeries(samples.Filled))?.Rounded() is { } s
            ? new MetricLevels(s.Current, samples.Filled[^1].At, s.Average, s.Minimum, s.Maximum, samples.Points.Count, samples.HasZeros)
            : null,
        new MetricTrend(trend.Direction, trend.At, Rounded(trend.Before), Rounded(trend.After), MetricSummary.Describe(trend, reading, samples.HasZeros, now)),
        reading.MoreMetrics || alarms.Truncated,
        alarms.Alarms,
        [.. reading.Alternatives.Select(m => m.Dimensions)],
        [.. samples.Points.Select(p => p with { Value = Math.Round(p.Value, 4) })]);

    // An alarm that looks at no single metric.
    private static MetricDetails Result(Alarm alarm, IReadOnlyList<AlarmPart> parts, TimeRange range) => new(
        null, null, MetricDimensions.None, null, null, range.Window, range.From, range.To, null, null, null, Truncated: false, [alarm.OnMetric()], [], [])
    {
        Alarm = AlarmDetails.Of(alarm, parts),
    };

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 4) : null;

    // CloudWatch takes ASCII without control characters. The values go into fields of a request and are never read as an expression.
    [GeneratedRegex("^[ -~]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Printable();

    [GeneratedRegex("^[ -9;-~][ -~]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Namespace();

    [GeneratedRegex("^[A-Za-z0-9_./-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}

/// <param name="Resource">Null where dimensions say it, or there are none.</param>
/// <param name="Metric">Null with an alarm.</param>
/// <param name="Namespace">Null where the resource says it.</param>
/// <param name="Dimensions">What the metric must have beside what the resource says.</param>
/// <param name="AlarmName">The alarm whose metric is meant, or null.</param>
/// <param name="Time">Over what time.</param>
/// <param name="Statistic">Null for the usual one.</param>
public sealed record GetCloudWatchMetricsParameters(
    string? Resource, string? Metric, string? Namespace, ImmutableSortedDictionary<string, string> Dimensions, string? AlarmName, RequestedTime Time, string? Statistic);

/// <param name="Namespace">Null, as all else of a metric, of an alarm that looks at no single one.</param>
/// <param name="Unit">CloudWatch's word, or null where it is not known.</param>
/// <param name="TimeWindow">As people write it; null where a start was asked for.</param>
/// <param name="StartTime">Of the first period.</param>
/// <param name="EndTime">Of the last period.</param>
/// <param name="PeriodSeconds">How long each datapoint is.</param>
/// <param name="Statistics">The window in numbers; null without datapoints.</param>
/// <param name="Truncated">True when there are more metrics or alarms than were looked at.</param>
/// <param name="OtherMetrics">The dimensions of other metrics that could have been meant as well.</param>
/// <param name="Datapoints">Oldest first, at most 200.</param>
public sealed record MetricDetails(
    string? Namespace,
    string? Metric,
    ImmutableSortedDictionary<string, string> Dimensions,
    string? Statistic,
    string? Unit,
    string? TimeWindow,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset StartTime,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset EndTime,
    int? PeriodSeconds,
    MetricLevels? Statistics,
    MetricTrend? Trend,
    bool Truncated,
    IReadOnlyList<MetricAlarm> Alarms,
    IReadOnlyList<ImmutableSortedDictionary<string, string>> OtherMetrics,
    IReadOnlyList<MetricPoint> Datapoints)
{
    /// <summary>The alarm that was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AlarmDetails? Alarm { get; init; }
}

/// <inheritdoc cref="CloudWatch.Alarm"/>
/// <param name="Composite">Whether it looks at other alarms.</param>
/// <param name="Threshold">Null of a composite alarm and of a band.</param>
/// <param name="Parts">Of a composite alarm: those of which it is composed.</param>
public sealed record AlarmDetails(
    string Name,
    string State,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset Since,
    string Reason,
    string? Description,
    bool Composite,
    string? Statistic,
    string Comparison,
    double? Threshold,
    string? Expression,
    int? PeriodSeconds,
    IReadOnlyList<AlarmPart> Parts)
{
    internal static AlarmDetails Of(Alarm alarm, IReadOnlyList<AlarmPart> parts) => new(
        alarm.Name, alarm.State, alarm.Since, alarm.Reason, alarm.Description, alarm.IsComposite, alarm.Statistic, alarm.Comparison, alarm.Threshold, alarm.Expression, alarm.Period > TimeSpan.Zero ? (int)alarm.Period.TotalSeconds : null, parts);
}

/// <summary>In the metric's unit, to two places.</summary>
/// <param name="Current">The newest.</param>
/// <param name="CurrentAt">The start of its period.</param>
/// <param name="Count">How many datapoints CloudWatch has.</param>
/// <param name="MissingAsZero">Whether what is missing counts as zero, since AWS reports the metric only when it is not.</param>
public sealed record MetricLevels(
    double Current,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset CurrentAt,
    double Average,
    double Minimum,
    double Maximum,
    int Count,
    bool MissingAsZero);

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
