namespace OpsAgent.Core.Operations.CloudWatch;

/// <param name="At">The start of the period.</param>
/// <param name="Value">In the metric's unit.</param>
public readonly record struct MetricPoint(DateTimeOffset At, double Value);
