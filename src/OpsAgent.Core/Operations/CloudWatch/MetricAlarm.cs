using System.Text.Json.Serialization;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>A CloudWatch alarm on one metric.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">AWS's word: OK, ALARM, INSUFFICIENT_DATA.</param>
/// <param name="Since">When it entered its state.</param>
/// <param name="Statistic">What it looks at, such as <c>Average</c> or <c>p99</c>.</param>
/// <param name="Comparison">AWS's word, such as <c>GreaterThanThreshold</c>.</param>
/// <param name="Threshold">In the metric's unit.</param>
/// <param name="Reason">CloudWatch's sentence.</param>
public sealed record MetricAlarm(string Name, string State, [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset Since, string Statistic, string Comparison, double Threshold, string Reason);
