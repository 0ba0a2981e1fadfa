namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>One metric over a window, in four numbers.</summary>
public sealed record MetricStatistics(double Current, double Average, double Minimum, double Maximum)
{
    /// <param name="divisor">What each datapoint is divided by: the period in seconds turns a sum into a rate.</param>
    /// <returns>Null when there are no datapoints.</returns>
    public static MetricStatistics? Of(MetricSeries series, double divisor)
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
