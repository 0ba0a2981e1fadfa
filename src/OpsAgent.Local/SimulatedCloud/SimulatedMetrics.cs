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
        var found = file.Alarms.Where(a => metric.IsOf(a.Namespace, a.Metric, a.Dimensions)).Select(Show).ToList();

        // A composite alarm may be composed of composite ones.
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(file.CompositeAlarms.Where(c => c.Parts.Contains(found[i].Name) && !found.Exists(f => f.Name == c.Name)).Select(Show).ToList());
        }

        return AlarmPage.Of(found.Select(a => a.OnMetric()), partial: false);
    }

    public async Task<FiringAlarmPage> FiringAlarmsAsync(int limit, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("cloudwatch:DescribeAlarms", "*", cancellationToken);
        return FiringAlarmPage.Of(
            [.. All().Where(a => a.State == "ALARM").Select(a => new FiringAlarm(a.Name, a.Since, a.Reason, a.IsComposite ? null : a.Metrics[0], a.Statistic, a.IsComposite))],
            limit,
            partial: false);
    }

    public async Task<Alarm?> FindAlarmAsync(string name, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("cloudwatch:DescribeAlarms", name, cancellationToken);
        return All().FirstOrDefault(a => a.Name == name);
    }

    public async Task<IReadOnlyList<AlarmPart>> PartsOfAlarmAsync(string name, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("cloudwatch:DescribeAlarms", name, cancellationToken);
        var parts = file.CompositeAlarms.FirstOrDefault(a => a.Name == name)?.Parts ?? [];
        return [.. All().Where(a => parts.Contains(a.Name)).OrderBy(a => a.Name, StringComparer.Ordinal).Select(a => new AlarmPart(a.Name, a.State))];
    }

    private IEnumerable<Alarm> All() => file.Alarms.Select(Show).Concat(file.CompositeAlarms.Select(Show));

    private Alarm Show(CloudCompositeAlarm alarm) => new(alarm.Name, alarm.State, start - TimeSpan.FromMinutes(alarm.SinceMinutesAgo))
    {
        Reason = alarm.Reason,
        Expression = alarm.Rule,
        Comparison = MetricAlarm.Composite,
    };

    private Alarm Show(CloudAlarm alarm)
    {
        var shown = new Alarm(alarm.Name, alarm.State, start - TimeSpan.FromMinutes(alarm.SinceMinutesAgo))
        {
            Reason = alarm.Reason,
            Metrics = [new MetricIdentity(alarm.Namespace, alarm.Metric, alarm.Dimensions.ToImmutableSortedDictionary(StringComparer.Ordinal))],
            Statistic = alarm.Statistic,
            Period = Minute,
            Comparison = alarm.Comparison,
            Threshold = alarm.Threshold,
            MissingData = alarm.TreatMissingData is "missing" ? null : alarm.TreatMissingData,
        };
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
