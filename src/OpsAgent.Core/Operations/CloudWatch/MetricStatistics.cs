namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>One metric over a window, in four numbers.</summary>
public sealed record MetricStatistics(double Current, double Average, double Minimum, double Maximum)
{
    /// <returns>Null when there are no datapoints.</returns>
    public static MetricStatistics? Of(MetricSeries series) => Of(series, 1);

    /// <param name="series">Sums.</param>
    /// <param name="period">The period that was asked for.</param>
    /// <param name="spacing">How far apart the metric's datapoints are, for a series of one.</param>
    /// <returns>Sums as rates for a second; null when there are no datapoints.</returns>
    /// <remarks>
    /// A metric that is reported every five minutes has a datapoint every five minutes, whatever shorter period is asked for, and
    /// it is the sum of all five.
    /// </remarks>
    public static MetricStatistics? RateOf(MetricSeries series, TimeSpan period, TimeSpan spacing)
    {
        var length = series.Spacing(spacing);
        return Of(series, (length > period ? length : period).TotalSeconds);
    }

    private static MetricStatistics? Of(MetricSeries series, double divisor)
    {
        if (series.Points.Count == 0)
        {
            return null;
        }

        var values = series.Points.Select(p => p.Value / divisor).ToList();
        return new MetricStatistics(values[^1], values.Average(), values.Min(), values.Max());
    }

    /// <returns>The numbers to two places, as answers show them.</returns>
    public MetricStatistics Rounded() => new(Math.Round(Current, 2), Math.Round(Average, 2), Math.Round(Minimum, 2), Math.Round(Maximum, 2));
}
