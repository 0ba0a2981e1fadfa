using OpsAgent.Core.Operations.CloudWatch;

namespace OpsAgent.TestKit;

/// <summary>One call that <see cref="FakeMetrics"/> received.</summary>
public sealed record MetricsCall(IReadOnlyList<MetricQuery> Queries, DateTimeOffset From, DateTimeOffset To, TimeSpan Period);
