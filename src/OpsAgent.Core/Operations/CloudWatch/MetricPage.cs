namespace OpsAgent.Core.Operations.CloudWatch;

/// <param name="Metrics">Those with the fewest dimensions first, then by namespace and dimensions.</param>
/// <param name="Truncated">True when there are more than these, or metrics that were not looked at.</param>
public sealed record MetricPage(IReadOnlyList<MetricIdentity> Metrics, bool Truncated)
{
    /// <param name="partial">True when not every metric was read.</param>
    public static MetricPage Of(IEnumerable<MetricIdentity> found, int limit, bool partial)
    {
        var ordered = found
            .OrderBy(m => m.Dimensions.Count)
            .ThenBy(m => m.Namespace, StringComparer.Ordinal)
            .ThenBy(m => string.Join('\n', m.Dimensions.Select(d => $"{d.Key}={d.Value}")), StringComparer.Ordinal)
            .ToList();
        return new MetricPage([.. ordered.Take(limit)], partial || ordered.Count > limit);
    }
}
