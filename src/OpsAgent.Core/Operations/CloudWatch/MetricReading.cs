namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>One metric, and the time and statistic it is read with.</summary>
/// <param name="Unit">CloudWatch's word, or null where it is not known.</param>
/// <param name="Range">The time in whole periods.</param>
/// <param name="Period">How long each datapoint is.</param>
/// <param name="Alternatives">Other metrics that the request could have meant as well.</param>
/// <param name="MoreMetrics">True when there are, or may be, more of those.</param>
internal sealed record MetricReading(
    MetricIdentity Metric,
    string Statistic,
    string? Unit,
    TimeRange Range,
    TimeSpan Period,
    IReadOnlyList<MetricIdentity> Alternatives,
    bool MoreMetrics = false)
{
    public DateTimeOffset From => Range.From;

    public DateTimeOffset To => Range.To;

    /// <param name="range">The time that was asked for.</param>
    /// <param name="minPeriod">Of an alarm's metric, its period: shorter ones would show what it does not compare.</param>
    public static MetricReading Of(MetricIdentity metric, string statistic, TimeRange range, TimeSpan minPeriod, DateTimeOffset now)
    {
        var usual = PeriodOf(range.Length, now - range.From);
        var period = usual > minPeriod ? usual : minPeriod;

        // Whole periods only: a sum over half a period would look like a fall.
        var (last, to) = (Floor(now, period), Floor(range.To, period));
        to = range.ReachesNow || to == range.To ? to : to + period;
        to = to > last ? last : to;
        var from = range.Window is null ? Floor(range.From, period) : to - range.Length;
        return new MetricReading(metric, statistic, null, range with { From = from > to - period ? to - period : from, To = to }, period, []);
    }

    /// <returns>
    /// The shortest usual period that keeps a time within the datapoints that are answered, and that CloudWatch still has of its
    /// start: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
    /// </returns>
    internal static TimeSpan PeriodOf(TimeSpan length, TimeSpan age)
    {
        var byLength = length.TotalHours switch { <= 3 => 1, <= 12 => 5, <= 24 => 15, <= 72 => 30, <= 192 => 60, <= 576 => 180, <= 1152 => 360, <= 4752 => 1440, _ => 4320 };

        // An hour less than AWS keeps them: it asks its own clock, later.
        var byAge = age.TotalHours switch { < (15 * 24) - 1 => 1, < (63 * 24) - 1 => 5, _ => 60 };
        return TimeSpan.FromMinutes(Math.Max(byLength, byAge));
    }

    private static DateTimeOffset Floor(DateTimeOffset at, TimeSpan period) => new(at.UtcTicks - (at.UtcTicks % period.Ticks), TimeSpan.Zero);
}
