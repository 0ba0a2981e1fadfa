using System.Collections.Immutable;

using OpsAgent.Core.Operations.CloudWatch;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary>One metric and its samples.</summary>
/// <param name="Metric">Namespace, name and dimensions.</param>
/// <param name="Subject">Instance id or dimension values: part of the random seed.</param>
/// <param name="IsReporting">False for a metric of an instance that is not running.</param>
/// <param name="Definition">Level, variation and change.</param>
/// <param name="Seed">The seed of the cloud file.</param>
internal sealed record SimulatedMetric(MetricIdentity Metric, string Subject, bool IsReporting, CloudMetric Definition, int Seed)
{
    public static IEnumerable<SimulatedMetric> All(CloudFile file) =>
        file.Instances.SelectMany(i => ForInstance(i, file.Seed)).Concat(file.Metrics.Select(m => FromFile(m, file.Seed)));

    /// <param name="at">The minute.</param>
    /// <param name="start">The start of the simulation, from which the change is counted.</param>
    /// <param name="lasts">Whether what the change comes from is still there at a moment.</param>
    public double Sample(DateTimeOffset at, DateTimeOffset start, Func<DateTimeOffset, bool>? lasts = null)
    {
        var level = lasts?.Invoke(at) is false ? Definition.Value : Level(at, start);

        // A percentage near 100 varies downwards only.
        var noise = Definition.Unit == "Percent" && level > 80 ? Math.Min(Noise(at), 0) : Noise(at);
        var value = level * (1 + (Definition.Wavering * noise));
        return Definition.Unit == "Count" ? Math.Round(value) : value;
    }

    private static IEnumerable<SimulatedMetric> ForInstance(CloudInstance instance, int seed)
    {
        (string Name, string Unit, double Value)[] all =
        [
            ("CPUUtilization", "Percent", instance.CpuPercent),
            ("NetworkIn", "Bytes", instance.NetworkInBytesPerSecond * 60),
            ("NetworkOut", "Bytes", instance.NetworkOutBytesPerSecond * 60),
        ];
        return all.Select(m =>
        {
            var metric = MetricIdentity.OfInstance(instance.InstanceId, m.Name);
            var definition = new CloudMetric { Namespace = metric.Namespace, Name = m.Name, Dimensions = metric.Dimensions, Unit = m.Unit, Value = m.Value };
            return new SimulatedMetric(metric, instance.InstanceId, instance.State == "running", definition, seed);
        });
    }

    private static SimulatedMetric FromFile(CloudMetric metric, int seed)
    {
        var dimensions = metric.Dimensions.ToImmutableSortedDictionary(StringComparer.Ordinal);
        return new SimulatedMetric(new MetricIdentity(metric.Namespace, metric.Name, dimensions), string.Join('/', dimensions.Values), IsReporting: true, metric, seed);
    }

    private double Level(DateTimeOffset at, DateTimeOffset start)
    {
        if (Definition.Change is not { } change)
        {
            return Definition.Value;
        }

        var minutes = (at - start).TotalMinutes + change.MinutesAgo;
        var share = minutes < 0 ? 0 : change.OverMinutes <= 0 ? 1 : Math.Min(1, minutes / change.OverMinutes);
        return Definition.Value + ((change.Value - Definition.Value) * share);
    }

    // Deterministic, from -1 to 1.
    private double Noise(DateTimeOffset at)
    {
        var hash = (ulong)Seed;
        foreach (var c in $"{Metric.Name}/{Subject}/{at.ToUnixTimeSeconds()}")
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return ((hash >> 24) % 1000 / 500.0) - 1;
    }
}
