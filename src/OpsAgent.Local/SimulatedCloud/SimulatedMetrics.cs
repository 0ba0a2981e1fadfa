using OpsAgent.Core.Operations.CloudWatch;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary>
/// <see cref="IMetrics"/> of the simulated cloud: those of every running instance and those of the cloud file. Each is
/// one sample a minute that wavers around its level; a sample depends on seed, metric and minute alone, so two looks
/// at one moment see the same, and every statistic of a period is of its samples.
/// </summary>
public sealed class SimulatedMetrics(CloudFile file, DateTimeOffset begin, FaultPlan faults) : IMetrics
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly List<SimulatedSource> _sources = [.. SimulatedSource.All(file)];

    public async Task<IReadOnlyList<MetricSeries>> GetAsync(
        IReadOnlyList<MetricQuery> queries, DateTimeOffset from, DateTimeOffset to, TimeSpan period, CancellationToken cancellationToken)
    {
        if (queries.Count == 0)
        {
            return [];
        }

        await faults.ApplyAsync("cloudwatch:GetMetricData", queries[0].Metric.Name, cancellationToken);
        return [.. queries.Select(q => Series(q, from, to, period))];
    }

    public async Task<MetricPage> FindAsync(string? @namespace, string name, string dimensionValue, int limit, CancellationToken cancellationToken)
    {
        await faults.ApplyAsync("cloudwatch:ListMetrics", name, cancellationToken);
        return MetricPage.Of(
            _sources.Select(s => s.Metric).Where(m => (@namespace is null || m.Namespace == @namespace) && m.Name == name && m.Dimensions.ContainsValue(dimensionValue)),
            limit,
            partial: false);
    }

    public async Task<AlarmPage> AlarmsOnAsync(MetricIdentity metric, CancellationToken cancellationToken)
    {
        await faults.ApplyAsync("cloudwatch:DescribeAlarms", metric.Name, cancellationToken);
        return AlarmPage.Of(
            file.Alarms
                .Where(a => metric.IsOf(a.Namespace, a.Metric, a.Dimensions))
                .Select(a => new MetricAlarm(a.Name, a.State, begin - TimeSpan.FromMinutes(a.SinceMinutesAgo), a.Statistic, a.Comparison, a.Threshold, a.Reason)),
            partial: false);
    }

    private MetricSeries Series(MetricQuery query, DateTimeOffset from, DateTimeOffset to, TimeSpan period)
    {
        if (_sources.Find(s => s.Metric.IsOf(query.Metric.Namespace, query.Metric.Name, query.Metric.Dimensions)) is not { IsReporting: true } source)
        {
            return MetricSeries.Empty;
        }

        var points = new List<MetricPoint>();
        for (var at = Ceiling(from, period); at < to; at += period)
        {
            points.Add(new MetricPoint(at, Statistic(query.Statistic, Samples(source, at, period))));
        }

        return new MetricSeries(points);
    }

    private List<double> Samples(SimulatedSource source, DateTimeOffset at, TimeSpan period) =>
        [.. Enumerable.Range(0, Math.Max(1, (int)period.TotalMinutes)).Select(i => source.Sample(at + (Minute * i), begin)).Order()];

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
