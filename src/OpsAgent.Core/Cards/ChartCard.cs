using System.Text.Json.Serialization;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Cards;

/// <summary>One metric over a window, with the thresholds of the alarms on it.</summary>
public sealed record ChartCard : Card
{
    /// <summary>CloudWatch's word, such as <c>Percent</c>, <c>Count</c>, <c>Seconds</c>, <c>Bytes</c>; null where it is not known.</summary>
    public string? Unit { get; init; }

    /// <summary>What each point is of its period: <c>Average</c>, <c>Sum</c>, <c>p99</c>, ...</summary>
    public required string Statistic { get; init; }

    /// <summary>Seconds between two points; a longer gap is a gap in the data.</summary>
    public required int PeriodSeconds { get; init; }

    public required IReadOnlyList<ChartSeries> Series { get; init; }

    public IReadOnlyList<ChartThreshold> Thresholds { get; init; } = [];

    /// <summary>What the metric did, in a sentence, or null.</summary>
    public string? Text { get; init; }
}

/// <param name="Name">The metric's name.</param>
/// <param name="Points">Oldest first, at most 200; may be empty.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points);

/// <param name="At">The beginning of the period.</param>
/// <param name="Value">In the chart's unit.</param>
public sealed record ChartPoint([property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset At, double Value);

/// <param name="Name">The alarm's name.</param>
/// <param name="Value">In the chart's unit.</param>
/// <param name="Comparison">CloudWatch's word, such as <c>GreaterThanThreshold</c>.</param>
/// <param name="State"><c>OK</c>, <c>ALARM</c> or <c>INSUFFICIENT_DATA</c>.</param>
public sealed record ChartThreshold(string Name, double Value, string Comparison, string State);
