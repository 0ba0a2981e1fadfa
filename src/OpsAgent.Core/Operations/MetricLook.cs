namespace OpsAgent.Core.Operations;

/// <summary>One metric as it is looked at.</summary>
/// <param name="Window">As people write it, such as <c>1h</c>.</param>
/// <param name="Alternatives">Other metrics that the request could have meant as well.</param>
internal sealed record MetricLook(
    MetricIdentity Metric, string Statistic, string? Unit, string Window, TimeSpan Period, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<MetricIdentity> Alternatives);
