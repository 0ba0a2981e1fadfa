namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>One metric, and the window and statistic it is read with.</summary>
/// <param name="Window">As people write it, such as <c>1h</c>.</param>
/// <param name="Alternatives">Other metrics that the request could have meant as well.</param>
/// <param name="MoreMetrics">True when there are, or may be, more of those.</param>
internal sealed record MetricReading(
    MetricIdentity Metric,
    string Statistic,
    string? Unit,
    string Window,
    TimeSpan Period,
    DateTimeOffset From,
    DateTimeOffset To,
    IReadOnlyList<MetricIdentity> Alternatives,
    bool MoreMetrics = false);
