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
