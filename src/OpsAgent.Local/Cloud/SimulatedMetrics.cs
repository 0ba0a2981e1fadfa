using OpsAgent.Core.Operations;

namespace OpsAgent.Local.Cloud;

/// <summary>
/// <see cref="IMetrics"/> of the simulated cloud: each metric wavers around what the cloud file says. A datapoint
/// depends on seed, metric, instance and minute alone, so two looks at one moment see the same.
/// </summary>
public sealed class SimulatedMetrics(CloudFile file, FaultPlan faults) : IMetrics
{
    private readonly Dictionary<string, CloudInstance> _byId = file.Instances.ToDictionary(i => i.InstanceId);

    public async Task<IReadOnlyList<MetricSeries>> GetAsync(
        IReadOnlyList<MetricQuery> queries, DateTimeOffset from, DateTimeOffset to, TimeSpan period, CancellationToken cancellationToken)
    {
        await faults.MeetAsync("cloudwatch:GetMetricData", queries[0].Metric.Name, cancellationToken);
        return [.. queries.Select(q => Series(q, from, to, period))];
    }

    public Task<IReadOnlyList<MetricIdentity>> FindAsync(
        string? @namespace, string name, string dimensionValue, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<MetricIdentity>>(
            @namespace is null or "AWS/EC2" && _byId.ContainsKey(dimensionValue) ? [MetricIdentity.OfInstance(dimensionValue, name)] : []);

    public Task<IReadOnlyList<MetricAlarm>> AlarmsOnAsync(MetricIdentity metric, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<MetricAlarm>>([]);

    private MetricSeries Series(MetricQuery query, DateTimeOffset from, DateTimeOffset to, TimeSpan period)
    {
        var metric = query.Metric;
        if (metric.Namespace != "AWS/EC2"
            || !metric.Dimensions.TryGetValue("InstanceId", out var id)
            || !_byId.TryGetValue(id, out var instance)
            || instance.State != "running"
            || Level(instance, metric.Name, period) is not { } level)
        {
            return MetricSeries.Empty;
        }

        var points = new List<MetricPoint>();
        for (var at = Floor(from, period) + period; at < to; at += period)
        {
            points.Add(new MetricPoint(at, level * Wavering(metric.Name, instance, at)));
        }

        return new MetricSeries(points);
    }

    private static double? Level(CloudInstance instance, string metric, TimeSpan period) => metric switch
    {
        "CPUUtilization" => instance.CpuPercent,
        "NetworkIn" => instance.NetworkInBytesPerSecond * period.TotalSeconds,
        "NetworkOut" => instance.NetworkOutBytesPerSecond * period.TotalSeconds,
        _ => null,
    };

    private static DateTimeOffset Floor(DateTimeOffset at, TimeSpan period) => new(at.UtcTicks - (at.UtcTicks % period.Ticks), TimeSpan.Zero);

    // 0.8 to 1.2, and never such that a CPU goes beyond 100 %.
    private double Wavering(string metric, CloudInstance instance, DateTimeOffset at)
    {
        var hash = (ulong)file.Seed;
        foreach (var c in $"{metric}/{instance.InstanceId}/{at.ToUnixTimeSeconds()}")
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        var spread = 0.8 + ((hash >> 24) % 1000 / 2500.0);
        return metric == "CPUUtilization" && instance.CpuPercent > 80 ? Math.Min(spread, 1.0) : spread;
    }
}
