using System.Text.Json.Serialization;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>
/// CloudWatch metrics, read only. An implementation MUST answer one series for each query in the order of the
/// queries, empty where there are no datapoints, each series oldest first, whole, and of periods that begin in the
/// window: its start included, its end not.
/// </summary>
public interface IMetrics
{
    /// <exception cref="AwsException">AWS did not answer.</exception>
    Task<IReadOnlyList<MetricSeries>> GetAsync(
        IReadOnlyList<MetricQuery> queries,
        DateTimeOffset from,
        DateTimeOffset to,
        TimeSpan period,
        CancellationToken cancellationToken);

    /// <returns>
    /// The metrics of that name that have a dimension of that value, or all where it is null, at most <paramref name="limit"/>, those with the
    /// fewest dimensions first, then by namespace and dimensions; of every namespace when <paramref name="namespace"/>
    /// is null. Says whether there are more or not all were read.
    /// </returns>
    /// <exception cref="AwsException">AWS did not answer.</exception>
    Task<MetricPage> FindAsync(
        string? @namespace, string name, string? dimensionValue, int limit, CancellationToken cancellationToken);

    /// <returns>The alarms on exactly that metric, by itself, in an expression or a query that names it, and those composed of such alarms; those in state ALARM first, then by name; and whether not all of the account's were read.</returns>
    /// <exception cref="AwsException">AWS did not answer.</exception>
    Task<AlarmPage> AlarmsOnAsync(MetricIdentity metric, CancellationToken cancellationToken);

    /// <returns>The metric or composite alarm of exactly that name, or null.</returns>
    /// <exception cref="AwsException">AWS did not answer.</exception>
    Task<Alarm?> FindAlarmAsync(string name, CancellationToken cancellationToken);

    /// <returns>The alarms, metric and composite, of which the composite alarm of that name is composed, by name; empty where there is none of that name.</returns>
    /// <exception cref="AwsException">AWS did not answer.</exception>
    Task<IReadOnlyList<AlarmPart>> PartsOfAlarmAsync(string name, CancellationToken cancellationToken);

    /// <returns>Every alarm in state ALARM, metric and composite, those that entered it last first, at most <paramref name="limit"/>; and whether there are more.</returns>
    /// <exception cref="AwsException">AWS did not answer.</exception>
    Task<FiringAlarmPage> FiringAlarmsAsync(int limit, CancellationToken cancellationToken);
}

/// <param name="Metric">Which metric.</param>
/// <param name="Statistic">CloudWatch's word: Average, Sum, Minimum, Maximum, SampleCount, IQM, p95, tm99, TM(2%:98%) and their like.</param>
public sealed record MetricQuery(MetricIdentity Metric, string Statistic);

/// <param name="Points">Oldest first.</param>
public sealed record MetricSeries(IReadOnlyList<MetricPoint> Points)
{
    public static readonly MetricSeries Empty = new([]);

    /// <param name="fallback">Of a series that is too short to tell.</param>
    /// <returns>How far apart its datapoints are, which is the metric's own resolution where that is coarser than the period asked for.</returns>
    public TimeSpan Spacing(TimeSpan fallback) => Points.Zip(Points.Skip(1), (earlier, later) => later.At - earlier.At).DefaultIfEmpty(fallback).Min();
}

/// <param name="At">The start of the period.</param>
/// <param name="Value">In the metric's unit.</param>
public readonly record struct MetricPoint([property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset At, double Value);

/// <param name="Metrics">Those with the fewest dimensions first, then by namespace and dimensions.</param>
/// <param name="Truncated">True when there are more than these, or metrics that were not looked at.</param>
public sealed record MetricPage(IReadOnlyList<MetricIdentity> Metrics, bool Truncated)
{
    /// <param name="partial">True when not every metric was read.</param>
    public static MetricPage Of(IEnumerable<MetricIdentity> found, int limit, bool partial)
    {
        var ordered = found
            .OrderBy(m => m.Dimensions.Count)
            .ThenBy(m => m.Namespace, StringComparer.Ordinal)
            .ThenBy(m => string.Join('\n', m.Dimensions.Select(d => $"{d.Key}={d.Value}")), StringComparer.Ordinal)
            .ToList();
        return new MetricPage([.. ordered.Take(limit)], partial || ordered.Count > limit);
    }
}

/// <param name="Alarms">Those in state ALARM first, then by name.</param>
/// <param name="Truncated">True when the account has alarms that were not looked at.</param>
public sealed record AlarmPage(IReadOnlyList<MetricAlarm> Alarms, bool Truncated)
{
    /// <param name="partial">True when not every alarm was read.</param>
    public static AlarmPage Of(IEnumerable<MetricAlarm> found, bool partial) =>
        new([.. found.OrderBy(a => a.State != "ALARM").ThenBy(a => a.Name, StringComparer.Ordinal)], partial);
}

/// <summary>A CloudWatch alarm on one metric.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">AWS's word: OK, ALARM, INSUFFICIENT_DATA.</param>
/// <param name="Since">When it entered its state.</param>
/// <param name="Statistic">What it looks at, such as <c>Average</c> or <c>p99</c>; the expression of one that has it.</param>
/// <param name="Comparison">AWS's word, such as <c>GreaterThanThreshold</c>.</param>
/// <param name="Threshold">In the metric's unit.</param>
/// <param name="Reason">CloudWatch's sentence.</param>
/// <param name="OfExpression">Whether it looks at an expression with the metric in it, whose unit is its own, or is composed of other alarms.</param>
/// <param name="MissingData">What it makes of missing datapoints: AWS's word, such as <c>notBreaching</c>; null where it waits for them.</param>
public sealed record MetricAlarm(string Name, string State, [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset Since, string Statistic, string Comparison, double Threshold, string Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool OfExpression = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? MissingData = null)
{
    /// <summary>The comparison of an alarm that is composed of others.</summary>
    public const string Composite = "Composite";

    /// <summary>Whether its threshold is a number of the metric's own unit.</summary>
    [JsonIgnore]
    public bool HasThreshold => !OfExpression && Comparison is not Composite;
}

/// <param name="Alarms">Those that entered ALARM last first.</param>
/// <param name="Truncated">True when there are more than these, or alarms that were not looked at.</param>
public sealed record FiringAlarmPage(IReadOnlyList<FiringAlarm> Alarms, bool Truncated)
{
    /// <param name="partial">True when not every alarm was read.</param>
    public static FiringAlarmPage Of(IReadOnlyCollection<FiringAlarm> found, int limit, bool partial) => new(
        [.. found.OrderByDescending(a => a.Since).ThenBy(a => a.Name, StringComparer.Ordinal).Take(limit)], partial || found.Count > limit);
}

/// <summary>A CloudWatch alarm in state ALARM.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Since">When it entered the state.</param>
/// <param name="Reason">CloudWatch's sentence.</param>
/// <param name="Metric">What it looks at, of an expression its first metric; null of a composite alarm and of a query over many metrics.</param>
/// <param name="Statistic">CloudWatch's word, such as <c>Sum</c> or <c>p99</c>; null with the metric.</param>
/// <param name="IsComposite">Whether it looks at other alarms.</param>
public sealed record FiringAlarm(string Name, DateTimeOffset Since, string Reason, MetricIdentity? Metric, string? Statistic, bool IsComposite = false);
