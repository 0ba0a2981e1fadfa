namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>What a colleague would say about a metric: the alarm first, then the change and its time, then the level.</summary>
internal static class MetricSummary
{
    public static string Of(MetricReading reading, IReadOnlyList<MetricPoint> points, Trend trend, AlarmPage alarms, DateTimeOffset now)
    {
        var sentences = alarms.Alarms.Where(a => a.State == "ALARM").Select(a => Fired(a, reading, now))
            .Append(Change(reading, trend, now))
            .Append(Level(reading, points))
            .Append(Quiet(alarms.Alarms, alarms.Truncated))
            .Append(alarms.Truncated ? "There are more alarms than these." : null)
            .Append(Others(reading))
            .Append(reading is { Unit: "Count", Statistic: "Average" } ? "For a count, statistic=Sum says how many." : null);
        return string.Join(' ', sentences.Where(s => s is not null));
    }

    public static string Describe(Trend trend, string? unit, DateTimeOffset now)
    {
        string Value(double? value) => MetricUnits.Describe(value!.Value, unit);
        string When() => RelativeTime.Describe(trend.At!.Value, now);
        return trend.Direction switch
        {
            TrendDirection.Steady => "is steady",
            TrendDirection.StepUp => $"stepped up at {When()}, from about {Value(trend.Before)} to about {Value(trend.After)}",
            TrendDirection.StepDown => $"stepped down at {When()}, from about {Value(trend.Before)} to about {Value(trend.After)}",
            TrendDirection.Rising => $"has risen since {When()}, from about {Value(trend.Before)} to about {Value(trend.After)}",
            TrendDirection.Falling => $"has fallen since {When()}, from about {Value(trend.Before)} to about {Value(trend.After)}",
            TrendDirection.Began => $"has datapoints only since {When()}, at about {Value(trend.After)}",
            TrendDirection.Ended => $"has had no datapoints since {When()}; the last was {Value(trend.Before)}",
            _ => "has too few datapoints for a trend",
        };
    }

    private static string Fired(MetricAlarm alarm, MetricReading reading, DateTimeOffset now) =>
        $"Alarm {alarm.Name} is in ALARM since {RelativeTime.Describe(alarm.Since, now)}: {alarm.Statistic} {Side(alarm.Comparison)} {MetricUnits.Describe(alarm.Threshold, alarm.OfExpression ? null : reading.Unit)}.";

    private static string Change(MetricReading reading, Trend trend, DateTimeOffset now) => $"{reading.Metric.Name} {Describe(trend, reading.Unit, now)}.";

    private static string Level(MetricReading reading, IReadOnlyList<MetricPoint> points)
    {
        var window = $"the last {TimeWindow.Describe(reading.Window)}";
        if (points.Count == 0)
        {
            return $"CloudWatch has no datapoints of it for {window}; it has had some within two weeks.";
        }

        string Word(double value) => MetricUnits.Describe(value, reading.Unit);
        var last = reading.Period.TotalMinutes <= 5 ? $"is {Word(points[^1].Value)} now" : $"was {Word(points[^1].Value)} in the last whole {Period(reading.Period)}";
        return $"It {last} and {(reading.Period.TotalMinutes <= 5 ? "was " : string.Empty)}{Word(points.Average(p => p.Value))} on average over {window} "
            + $"(lowest {Word(points.Min(p => p.Value))}, peak {Word(points.Max(p => p.Value))}; {reading.Statistic} per {Period(new MetricSeries(points).Spacing(reading.Period))}).";
    }

    private static string? Quiet(IReadOnlyList<MetricAlarm> alarms, bool truncated) => alarms.Where(a => a.State != "ALARM").ToList() switch
    {
        [] when alarms.Count == 0 => truncated ? "No alarm that was looked at watches it." : "No alarm watches it (composite alarms and queries over many metrics aside).",
        [] => null,
        var quiet => string.Join(", ", quiet.Select(a => $"alarm {a.Name} is {(a.State == "OK" ? "OK" : "without enough data")}")) is var text
            ? $"{char.ToUpperInvariant(text[0])}{text[1..]}."
            : null,
    };

    private static string Side(string comparison) => comparison switch
    {
        "GreaterThanThreshold" => "above",
        "GreaterThanOrEqualToThreshold" => "at or above",
        "LessThanThreshold" => "below",
        "LessThanOrEqualToThreshold" => "at or below",
        _ => "outside a band around",
    };

    private static string? Others(MetricReading reading) => reading.Alternatives.Count switch
    {
        0 => null,
        1 => $"One more metric of that name has this resource as a dimension; this is {Dimensions(reading.Metric)}.",
        var count => $"{count} more metrics of that name have this resource as a dimension; this is {Dimensions(reading.Metric)}.",
    };

    private static string Period(TimeSpan period) => period switch
    {
        { TotalMinutes: 1 } => "minute",
        { TotalHours: 1 } => "hour",
        _ => $"{(int)period.TotalMinutes} minutes",
    };

    private static string Dimensions(MetricIdentity metric) => string.Join(", ", metric.Dimensions.Select(d => $"{d.Key}={d.Value}"));
}
