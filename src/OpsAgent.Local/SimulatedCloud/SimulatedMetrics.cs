using System.Collections.Immutable;

using OpsAgent.Core.Operations.CloudWatch;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary>
/// <see cref="IMetrics"/> of the simulated cloud: those of every running instance and those of the cloud file. Each has
/// one random sample a minute around its level. A sample depends on seed, metric and minute alone, so repeated queries
/// answer the same; statistics are computed from the samples of a period.
/// </summary>
internal sealed class SimulatedMetrics(CloudFile file, DateTimeOffset start, FaultInjector faultInjector, SimulatedDeployments? deployments = null) : IMetrics
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

    public async Task<MetricPage> FindAsync(string? @namespace, string name, string? dimensionValue, int limit, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("cloudwatch:ListMetrics", name, cancellationToken);
        return MetricPage.Of(
            _metrics.Select(s => s.Metric).Where(m => (@namespace is null || m.Namespace == @namespace) && m.Name == name && (dimensionValue is null || m.Dimensions.ContainsValue(dimensionValue))),
            limit,
            partial: false);
    }

    public async Task<AlarmPage> AlarmsOnAsync(MetricIdentity metric, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("cloudwatch:DescribeAlarms", metric.Name, cancellationToken);
        return AlarmPage.Of(
            file.Alarms
                .Where(a => metric.IsOf(a.Namespace, a.Metric, a.Dimensions))
                .Select(Show),
            partial: false);
    }

    public async Task<FiringAlarmPage> FiringAlarmsAsync(int limit, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("cloudwatch:DescribeAlarms", "*", cancellationToken);
        return FiringAlarmPage.Of(
            [.. file.Alarms
                .Select(a => (Of: a, Shown: Show(a)))
                .Where(a => a.Shown.State == "ALARM")
                .Select(a => new FiringAlarm(
                    a.Of.Name,
                    a.Shown.Since,
                    a.Shown.Reason,
                    new MetricIdentity(a.Of.Namespace, a.Of.Metric, a.Of.Dimensions.ToImmutableSortedDictionary(StringComparer.Ordinal)),
                    a.Of.Statistic))],
            limit,
            partial: false);
    }

    public async Task<AlarmState?> FindAlarmAsync(string name, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("cloudwatch:DescribeAlarms", name, cancellationToken);
        return file.Alarms.FirstOrDefault(a => a.Name == name) is { } alarm && Show(alarm) is var shown ? new AlarmState(name, shown.State, shown.Since) : null;
    }

    private MetricAlarm Show(CloudAlarm alarm)
    {
        var shown = new MetricAlarm(alarm.Name, alarm.State, start - TimeSpan.FromMinutes(alarm.SinceMinutesAgo), alarm.Statistic, alarm.Comparison, alarm.Threshold, alarm.Reason,
            MissingData: alarm.TreatMissingData is "missing" ? null : alarm.TreatMissingData);
        return deployments?.EndOf(alarm.While) is { } ended ? shown with { State = "OK", Since = ended, Reason = "Threshold Crossed: no datapoints were breaching the threshold." } : shown;
    }

    private MetricSeries Series(MetricQuery query, DateTimeOffset from, DateTimeOffset to, TimeSpan period)
    {
        if (_metrics.Find(s => s.Metric.IsOf(query.Metric.Namespace, query.Metric.Name, query.Metric.Dimensions)) is not { IsReporting: true } metric)
        {
            return MetricSeries.Empty;
        }

        var lasts = deployments?.Lasting(metric.Definition.Change?.While);
        var points = new List<MetricPoint>();
        for (var at = Ceiling(from, period); at < to; at += period)
        {
            if (Samples(metric, at, period, lasts) is { Count: > 0 } samples)
            {
                points.Add(new MetricPoint(at, SimulatedStatistic.Of(query.Statistic, samples)));
            }
        }

        return new MetricSeries(points);
    }

    private List<double> Samples(SimulatedMetric metric, DateTimeOffset at, TimeSpan period, Func<DateTimeOffset, bool>? lasts) =>
    [
        .. Enumerable.Range(0, Math.Max(1, (int)period.TotalMinutes))
            .Select(i => metric.Sample(at + (Minute * i), start, lasts))
            .Where(s => s != 0 || !metric.Definition.OnlyWhenNotZero)
            .Order(),
    ];

    private static DateTimeOffset Ceiling(DateTimeOffset at, TimeSpan period) =>
        new((at.UtcTicks + period.Ticks - 1) / period.Ticks * period.Ticks, TimeSpan.Zero);
}
