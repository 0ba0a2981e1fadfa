namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>A metric's datapoints in a window, and what there is where it has none.</summary>
/// <param name="Points">What CloudWatch answered, oldest first.</param>
/// <param name="Filled">The same, with a zero for each missing datapoint where that is what a missing one means.</param>
/// <param name="Length">How long a datapoint is: the period, or the metric's own resolution where that is coarser.</param>
internal sealed record MetricSamples(IReadOnlyList<MetricPoint> Points, IReadOnlyList<MetricPoint> Filled, TimeSpan Length)
{
    /// <summary>Whether a missing datapoint was counted as zero.</summary>
    public bool HasZeros => Filled.Count > Points.Count;

    public static MetricSamples Of(MetricReading reading, IReadOnlyList<MetricPoint> points, IReadOnlyList<MetricAlarm> alarms)
    {
        if (!IsZeroWhereMissing(reading, points, alarms))
        {
            return new MetricSamples(points, points, LengthOf(reading, points));
        }

        // A time that is over is whole.
        var late = reading.Range.ReachesNow ? Late(reading.Period) : TimeSpan.Zero;
        var known = points.ToDictionary(p => p.At, p => p);
        var filled = new List<MetricPoint>();
        for (var at = reading.From; at < reading.To; at += reading.Period)
        {
            if (known.TryGetValue(at, out var point) || at + reading.Period <= reading.To - late)
            {
                filled.Add(point == default ? new MetricPoint(at, 0) : point);
            }
        }

        // Where a datapoint lies between the periods that were asked for, nothing can be said of what is missing.
        return filled.Count(p => known.ContainsKey(p.At)) == points.Count
            ? new MetricSamples(points, filled, reading.Period)
            : new MetricSamples(points, points, LengthOf(reading, points));
    }

    /// <returns>Whether the point is of one of the window's last periods.</returns>
    public bool IsLast(MetricPoint point, DateTimeOffset to) => point.At + Length >= to - Late(Length);

    /// <returns>The share of the window of which there is a value, 0 to 1.</returns>
    public double Coverage(MetricReading reading) => Math.Min(1, Filled.Count * Length / (reading.To - reading.From));

    // CloudWatch gets most metrics some minutes late, and of a long period a part is there in time.
    private static TimeSpan Late(TimeSpan length) => length.TotalMinutes > 5 ? TimeSpan.Zero : length.TotalMinutes < 2 ? TimeSpan.FromMinutes(2) : length;

    // As an alarm with TreatMissingData=notBreaching: AWS sends no zero for many counts, and a custom one that never is zero has none either.
    private static bool IsZeroWhereMissing(MetricReading reading, IReadOnlyList<MetricPoint> points, IReadOnlyList<MetricAlarm> alarms)
    {
        var traits = MetricTraits.Of(reading.Metric.Namespace, reading.Metric.Name);
        return MetricStatistic.IsAdded(reading.Statistic) && traits.Kind is not MetricKind.Level
            && (traits.IsSparse
                || alarms.Any(a => a is { MissingData: "notBreaching", HasThreshold: true })
                || (!traits.IsKnown && points.Count > 0 && points.All(p => p.Value > 0 && double.IsInteger(p.Value)) && HasUnevenGaps(reading, points)));
    }

    private static bool HasUnevenGaps(MetricReading reading, IReadOnlyList<MetricPoint> points) =>
        points.Count * LengthOf(reading, points) < (reading.To - reading.From) / 2;

    // A metric of basic monitoring has a datapoint every five minutes; a few that come and go have no resolution of their own.
    private static TimeSpan LengthOf(MetricReading reading, IReadOnlyList<MetricPoint> points)
    {
        var apart = points.Zip(points.Skip(1), (earlier, later) => later.At - earlier.At).ToList();
        return apart.Count > 1 && apart.Min() is var spacing && spacing > reading.Period && apart.Count(a => a == spacing) * 2 > apart.Count ? spacing : reading.Period;
    }
}
