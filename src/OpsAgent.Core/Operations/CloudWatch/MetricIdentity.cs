using System.Collections.Immutable;

namespace OpsAgent.Core.Operations.CloudWatch;

/// <param name="Namespace">Such as <c>AWS/EC2</c>.</param>
/// <param name="Name">Such as <c>CPUUtilization</c>.</param>
/// <param name="Dimensions">All of its dimensions: CloudWatch knows a metric by exactly these.</param>
public sealed record MetricIdentity(string Namespace, string Name, ImmutableSortedDictionary<string, string> Dimensions)
{
    public static MetricIdentity OfInstance(string instanceId, string metric) => new(
        "AWS/EC2", metric, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("InstanceId", instanceId));

    /// <returns>True when these are among its dimensions.</returns>
    public bool HasAll(IReadOnlyDictionary<string, string> dimensions) => dimensions.All(d => Dimensions.TryGetValue(d.Key, out var value) && value == d.Value);

    /// <returns>True when it is exactly the metric of that name and those dimensions.</returns>
    public bool IsOf(string @namespace, string name, IReadOnlyDictionary<string, string> dimensions) =>
        Namespace == @namespace
        && Name == name
        && Dimensions.Count == dimensions.Count
        && Dimensions.All(d => dimensions.TryGetValue(d.Key, out var value) && value == d.Value);
}
