using OpsAgent.Core.Operations;

namespace OpsAgent.Local.Cloud;

/// <summary>
/// <see cref="IMetrics"/> of the simulated cloud: each metric wavers around what the cloud file says. A datapoint
/// depends on seed, metric, instance and minute alone, so two looks at one moment see the same.
/// </summary>
public sealed class SimulatedMetrics(CloudFile file) : IMetrics
{
    private readonly Dictionary<string, CloudInstance> _byId = file.Instances.ToDictionary(i => i.InstanceId);

    public Task<IReadOnlyList<MetricSeries>> GetAsync(
        IReadOnlyList<MetricQuery> queries, DateTimeOffset from, DateTimeOffset to, TimeSpan period, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<MetricSeries>>([.. queries.Select(q => Series(q, from, to, period))]);

    private MetricSeries Series(MetricQuery query, DateTimeOffset from, DateTimeOffset to, TimeSpan period)
    {
        if (query is not { Namespace: "AWS/EC2", Dimension: "InstanceId" }
            || !_byId.TryGetValue(query.Value, out var instance)
            || instance.State != "running"
            || Level(instance, query.Name, period) is not { } level)
        {
            return MetricSeries.Empty;
        }

        var points = new List<MetricPoint>();
        for (var at = Floor(from, period) + period; at < to; at += period)
        {
            points.Add(new MetricPoint(at, level * Wavering(query, at)));
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
    private double Wavering(MetricQuery query, DateTimeOffset at)
    {
        var hash = (ulong)file.Seed;
        foreach (var c in $"{query.Name}/{query.Value}/{at.ToUnixTimeSeconds()}")
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        var spread = 0.8 + ((hash >> 24) % 1000 / 2500.0);
        return query.Name == "CPUUtilization" && _byId[query.Value].CpuPercent > 80 ? Math.Min(spread, 1.0) : spread;
    }
}
