using System.Collections.Concurrent;

using OpsAgent.Core.Operations.CloudWatch;

namespace OpsAgent.TestKit;

/// <summary>Datapoints that a test puts there; records what was asked.</summary>
public sealed class FakeMetrics : IMetrics
{
    private readonly ConcurrentDictionary<(string Metric, string Resource), double[]> _values = new();
    private readonly ConcurrentQueue<MetricsCall> _calls = new();

    public IReadOnlyCollection<MetricsCall> Calls => _calls;

    /// <summary>How far apart the datapoints are where that is coarser than the period asked for.</summary>
    public TimeSpan Spacing { get; set; }

    /// <summary>What every call throws, or null.</summary>
    public Exception? Failure { get; set; }

    /// <param name="points">Oldest first; the last one stands for the last period. NaN is a missing one.</param>
    public void Put(string metric, string resource, params double[] points) => _values[(metric, resource)] = points;

    public Task<IReadOnlyList<MetricSeries>> GetAsync(
        IReadOnlyList<MetricQuery> queries, DateTimeOffset from, DateTimeOffset to, TimeSpan period, CancellationToken cancellationToken)
    {
        _calls.Enqueue(new MetricsCall(queries, from, to, period));
        return Failure is null
            ? Task.FromResult<IReadOnlyList<MetricSeries>>([.. queries.Select(q => Series(q, to, period))])
            : Task.FromException<IReadOnlyList<MetricSeries>>(Failure);
    }

    /// <summary>The metrics that there are to be found.</summary>
    public IList<MetricIdentity> Known { get; } = [];

    /// <summary>The alarms by their metric's name.</summary>
    public Dictionary<string, IReadOnlyList<MetricAlarm>> Alarms { get; } = [];

    /// <summary>The alarms by their own name.</summary>
    public Dictionary<string, Alarm> AlarmsByName { get; } = [];

    /// <summary>Of what a composite alarm is composed, by its name.</summary>
    public Dictionary<string, IReadOnlyList<AlarmPart>> Parts { get; } = [];

    /// <summary>True as if the account had more metrics and alarms than were looked at.</summary>
    public bool Truncated { get; set; }

    public Task<MetricPage> FindAsync(string? @namespace, string name, string? dimensionValue, int limit, CancellationToken cancellationToken)
    {
        var found = Known
            .Where(m => (@namespace is null || m.Namespace == @namespace) && m.Name == name && (dimensionValue is null || m.Dimensions.ContainsValue(dimensionValue)))
            .OrderBy(m => m.Dimensions.Count)
            .ToList();
        return Failure is null
            ? Task.FromResult(new MetricPage([.. found.Take(limit)], Truncated || found.Count > limit))
            : Task.FromException<MetricPage>(Failure);
    }

    public Task<AlarmPage> AlarmsOnAsync(MetricIdentity metric, CancellationToken cancellationToken) =>
        Failure is null
            ? Task.FromResult(new AlarmPage(Alarms.GetValueOrDefault(metric.Name, []), Truncated))
            : Task.FromException<AlarmPage>(Failure);

    public Task<Alarm?> FindAlarmAsync(string name, CancellationToken cancellationToken) =>
        Failure is null ? Task.FromResult(AlarmsByName.GetValueOrDefault(name)) : Task.FromException<Alarm?>(Failure);

    public Task<IReadOnlyList<AlarmPart>> PartsOfAlarmAsync(string name, CancellationToken cancellationToken) =>
        Failure is null ? Task.FromResult(Parts.GetValueOrDefault(name, [])) : Task.FromException<IReadOnlyList<AlarmPart>>(Failure);

    /// <summary>The alarms in ALARM.</summary>
    public IList<FiringAlarm> Firing { get; } = [];

    public Task<FiringAlarmPage> FiringAlarmsAsync(int limit, CancellationToken cancellationToken) =>
        Failure is null ? Task.FromResult(FiringAlarmPage.Of([.. Firing], limit, Truncated)) : Task.FromException<FiringAlarmPage>(Failure);

    private MetricSeries Series(MetricQuery query, DateTimeOffset to, TimeSpan period)
    {
        var points = query.Metric.Dimensions.Values
            .Select(v => _values.GetValueOrDefault((query.Metric.Name, v)))
            .FirstOrDefault(v => v is not null) ?? [];
        return new MetricSeries(
            [.. points.Select((value, i) => new MetricPoint(to - ((Spacing > period ? Spacing : period) * (points.Length - i)), value)).Where(p => !double.IsNaN(p.Value))]);
    }
}
