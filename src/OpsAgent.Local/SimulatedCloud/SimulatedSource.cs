using System.Collections.Immutable;

using OpsAgent.Core.Operations.CloudWatch;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary>Where one metric's samples come from.</summary>
/// <param name="Metric">Which metric.</param>
/// <param name="Subject">What its wavering is drawn by, beside the seed and the minute.</param>
/// <param name="IsReporting">False for an instance that does not run.</param>
/// <param name="Definition">Its level, wavering and change.</param>
/// <param name="Seed">The cloud's.</param>
internal sealed record SimulatedSource(MetricIdentity Metric, string Subject, bool IsReporting, CloudMetric Definition, int Seed)
{
    public static IEnumerable<SimulatedSource> All(CloudFile file) =>
        file.Instances.SelectMany(i => OfInstance(i, file.Seed)).Concat(file.Metrics.Select(m => OfFile(m, file.Seed)));

    /// <param name="at">The minute.</param>
    /// <param name="begin">The start of the simulation, from which the change is counted.</param>
    public double Sample(DateTimeOffset at, DateTimeOffset begin)
    {
        var level = Level(at, begin);

        // A busy CPU wavers downwards only: nothing is busier than 100 %.
        var draw = Definition.Unit == "Percent" && level > 80 ? Math.Min(Draw(at), 0) : Draw(at);
        var value = level * (1 + (Definition.Wavering * draw));
        return Definition.Unit == "Count" ? Math.Round(value) : value;
    }

    private static IEnumerable<SimulatedSource> OfInstance(CloudInstance instance, int seed)
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
            return new SimulatedSource(metric, instance.InstanceId, instance.State == "running", definition, seed);
        });
    }

    private static SimulatedSource OfFile(CloudMetric metric, int seed)
    {
        var dimensions = metric.Dimensions.ToImmutableSortedDictionary(StringComparer.Ordinal);
        return new SimulatedSource(new MetricIdentity(metric.Namespace, metric.Name, dimensions), string.Join('/', dimensions.Values), IsReporting: true, metric, seed);
    }

    private double Level(DateTimeOffset at, DateTimeOffset begin)
    {
        if (Definition.Change is not { } change)
        {
            return Definition.Value;
        }

        var minutes = (at - begin).TotalMinutes + change.MinutesAgo;
        var share = minutes < 0 ? 0 : change.OverMinutes <= 0 ? 1 : Math.Min(1, minutes / change.OverMinutes);
        return Definition.Value + ((change.Value - Definition.Value) * share);
    }

    // -1 to 1.
    private double Draw(DateTimeOffset at)
    {
        var hash = (ulong)Seed;
        foreach (var c in $"{Metric.Name}/{Subject}/{at.ToUnixTimeSeconds()}")
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return ((hash >> 24) % 1000 / 500.0) - 1;
    }
}
