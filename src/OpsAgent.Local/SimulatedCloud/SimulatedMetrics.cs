using System.Collections.Immutable;

using OpsAgent.Core.Operations.CloudWatch;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary>
/// <see cref="IMetrics"/> of the simulated cloud: those of every running instance and those of the cloud file. Each has
/// one random sample a minute around its level. A sample depends on seed, metric and minute alone, so repeated queries
/// answer the same; statistics are computed from the samples of a period.
/// </summary>
internal sealed class SimulatedMetrics(CloudFile file, DateTimeOffset start, FaultInjector faultInjector) : IMetrics
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly List<SimulatedMetric> _metrics = [.. SimulatedMetric.All(file)];

    public async Task<IReadOnlyList<MetricSeries>> GetAsync(
        IReadOnlyList<MetricQuery> queries, DateTimeOffset from, DateTimeOffset to, TimeSpan period, CancellationToken cancellationToken)
    {
        if (queries.Count == 0)
        {
            return [];
        }

        await faultInjector.ApplyAsync("cloudwatch:GetMetricData", queries[0].Metric.Name, cancellationToken);
        return [.. queries.Select(q => Series(q, from, to, period))];
    }

    public async Task<MetricPage> FindAsync(string? @namespace, string name, string dimensionValue, int limit, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("cloudwatch:ListMetrics", name, cancellationToken);
        return MetricPage.Of(
            _metrics.Select(s => s.Metric).Where(m => (@namespace is null || m.Namespace == @namespace) && m.Name == name && m.Dimensions.ContainsValue(dimensionValue)),
            limit,
            partial: false);
    }

    public async Task<AlarmPage> AlarmsOnAsync(MetricIdentity metric, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("cloudwatch:DescribeAlarms", metric.Name, cancellationToken);
        return AlarmPage.Of(
            file.Alarms
                .Where(a => metric.IsOf(a.Namespace, a.Metric, a.Dimensions))
                .Select(a => new MetricAlarm(a.Name, a.State, start - TimeSpan.FromMinutes(a.SinceMinutesAgo), a.Statistic, a.Comparison, a.Threshold, a.Reason)),
            partial: false);
    }

    public async Task<FiringAlarmPage> FiringAlarmsAsync(int limit, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("cloudwatch:DescribeAlarms", "*", cancellationToken);
        return FiringAlarmPage.Of(
            [.. file.Alarms
                .Where(a => a.State == "ALARM")
                .Select(a => new FiringAlarm(
                    a.Name,
                    start - TimeSpan.FromMinutes(a.SinceMinutesAgo),
                    a.Reason,
                    new MetricIdentity(a.Namespace, a.Metric, a.Dimensions.ToImmutableSortedDictionary(StringComparer.Ordinal)),
                    a.Statistic))],
            limit,
            partial: false);
    }

    private MetricSeries Series(MetricQuery query, DateTimeOffset from, DateTimeOffset to, TimeSpan period)
    {
        if (_metrics.Find(s => s.Metric.IsOf(query.Metric.Namespace, query.Metric.Name, query.Metric.Dimensions)) is not { IsReporting: true } metric)
        {
            return MetricSeries.Empty;
        }

        var points = new List<MetricPoint>();
        for (var at = Ceiling(from, period); at < to; at += period)
        {
            points.Add(new MetricPoint(at, Statistic(query.Statistic, Samples(metric, at, period))));
        }

        return new MetricSeries(points);
    }

    private List<double> Samples(SimulatedMetric metric, DateTimeOffset at, TimeSpan period) =>
        [.. Enumerable.Range(0, Math.Max(1, (int)period.TotalMinutes)).Select(i => metric.Sample(at + (Minute * i), start)).Order()];

    private static double Statistic(string statistic, List<double> ordered) => statistic switch
    {
        "Average" => ordered.Average(),
        "Sum" => ordered.Sum(),
        "Minimum" => ordered[0],
        "Maximum" => ordered[^1],
        "SampleCount" => ordered.Count,
        "p50" => Percentile(ordered, 0.50),
        "p90" => Percentile(ordered, 0.90),
        "p99" => Percentile(ordered, 0.99),
        _ => throw new ArgumentOutOfRangeException(nameof(statistic), statistic, "The simulated cloud has no such statistic."),
    };

    private static double Percentile(List<double> ordered, double share) => ordered[Math.Max(0, (int)Math.Ceiling(share * ordered.Count) - 1)];

    private static DateTimeOffset Ceiling(DateTimeOffset at, TimeSpan period) =>
        new((at.UtcTicks + period.Ticks - 1) / period.Ticks * period.Ticks, TimeSpan.Zero);
}
