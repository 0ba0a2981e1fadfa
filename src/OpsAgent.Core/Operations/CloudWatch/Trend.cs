using System.Text.Json.Serialization;

namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>
/// What a metric did within a window, by one rule: cut the series in two where two levels fit it best. Levels that
/// differ by less than a quarter, or less than twice what the points waver, are steady. When most of the difference
/// lies within three points it is a step at the cut; otherwise a slope, since it passed a tenth of its way.
/// </summary>
/// <param name="At">When it stepped, began to slope, began or ended; null when it did not.</param>
/// <param name="Before">The level before; null where there is none.</param>
/// <param name="After">The level after.</param>
public sealed record Trend(TrendDirection Direction, DateTimeOffset? At = null, double? Before = null, double? After = null)
{
    private const int MinPoints = 6;
    private const int MinSideLength = 2;
    private const int Neighbours = 3;
    private const double MinShare = 0.25;
    private const double MinDeviations = 2;
    private const double StepShare = 0.6;
    private const double SlopeStart = 0.1;

    /// <param name="points">Oldest first.</param>
    /// <param name="filled">The same with zeros for those that are missing, where that is what a missing one means: such a metric does not begin but step up.</param>
    public static Trend Of(IReadOnlyList<MetricPoint> points, DateTimeOffset from, DateTimeOffset to, TimeSpan period, IReadOnlyList<MetricPoint>? filled = null)
    {
        if (points.Count == 0)
        {
            return new Trend(TrendDirection.Unknown);
        }

        // CloudWatch gets most metrics some minutes late and some only every five minutes: that is no gap.
        var gap = TimeSpan.FromTicks(Math.Max(TimeSpan.FromMinutes(15).Ticks, Math.Max((to - from).Ticks / 10, period.Ticks * 3)));
        if (to - points[^1].At > gap + period)
        {
            return new Trend(TrendDirection.Ended, points[^1].At + period, points[^1].Value);
        }

        if (filled is not null)
        {
            return filled.Count < MinPoints ? new Trend(TrendDirection.Unknown) : Compare(filled);
        }

        if (points[0].At - from > gap)
        {
            return new Trend(TrendDirection.Began, points[0].At, null, points.Average(p => p.Value));
        }

        return points.Count < MinPoints ? new Trend(TrendDirection.Unknown) : Compare(points);
    }

    private static Trend Compare(IReadOnlyList<MetricPoint> points)
    {
        var values = points.Select(p => p.Value).ToList();
        var cut = Enumerable.Range(MinSideLength, values.Count - (2 * MinSideLength) + 1).MinBy(k => Error(values[..k]) + Error(values[k..]));
        var (before, after) = (values[..cut].Average(), values[cut..].Average());
        var shift = after - before;
        var deviation = Math.Sqrt((Error(values[..cut]) + Error(values[cut..])) / values.Count);
        if (Math.Abs(shift) <= Math.Max(MinShare * Math.Max(Math.Abs(before), Math.Abs(after)), MinDeviations * deviation))
        {
            return new Trend(TrendDirection.Steady, null, values.Average(), values.Average());
        }

        var jump = values[cut..].Take(Neighbours).Average() - values[..cut].TakeLast(Neighbours).Average();
        return jump / shift >= StepShare
            ? new Trend(shift > 0 ? TrendDirection.StepUp : TrendDirection.StepDown, points[cut].At, before, after)
            : Slope(points, values);
    }

    private static Trend Slope(IReadOnlyList<MetricPoint> points, List<double> values)
    {
        var edge = Math.Max(MinSideLength, values.Count / 10);
        var (before, after) = (values.Take(edge).Average(), values.TakeLast(edge).Average());
        var line = before + ((after - before) * SlopeStart);

        // The last point that was still on the old side: one that wavered across early does not start the slope.
        var last = values.FindLastIndex(v => after > before ? v < line : v > line);
        return new Trend(after > before ? TrendDirection.Rising : TrendDirection.Falling, points[Math.Min(last + 1, points.Count - 1)].At, before, after);
    }

    private static double Error(List<double> values)
    {
        var mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean));
    }
}

/// <summary>What a metric did within a window.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TrendDirection>))]
public enum TrendDirection
{
    /// <summary>Too few datapoints to say.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    [JsonStringEnumMemberName("steady")]
    Steady,

    [JsonStringEnumMemberName("step_up")]
    StepUp,

    [JsonStringEnumMemberName("step_down")]
    StepDown,

    [JsonStringEnumMemberName("rising")]
    Rising,

    [JsonStringEnumMemberName("falling")]
    Falling,

    /// <summary>It has datapoints only since some moment: AWS sends no zero for many counts.</summary>
    [JsonStringEnumMemberName("began")]
    Began,

    /// <summary>It had datapoints until some moment.</summary>
    [JsonStringEnumMemberName("ended")]
    Ended,
}
