using System.Text.Json.Serialization;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Cards;

/// <param name="At">The beginning of the period.</param>
/// <param name="Value">In the chart's unit.</param>
public sealed record ChartPoint([property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset At, double Value);
