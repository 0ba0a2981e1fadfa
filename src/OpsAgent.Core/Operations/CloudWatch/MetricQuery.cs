namespace OpsAgent.Core.Operations.CloudWatch;

/// <param name="Metric">Which metric.</param>
/// <param name="Statistic">CloudWatch's word: Average, Sum, Minimum, Maximum, SampleCount, p50, p90, p99.</param>
public sealed record MetricQuery(MetricIdentity Metric, string Statistic);
