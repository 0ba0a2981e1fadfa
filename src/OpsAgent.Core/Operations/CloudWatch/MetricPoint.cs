using System.Text.Json.Serialization;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.CloudWatch;

/// <param name="At">The start of the period.</param>
/// <param name="Value">In the metric's unit.</param>
public readonly record struct MetricPoint([property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset At, double Value);
