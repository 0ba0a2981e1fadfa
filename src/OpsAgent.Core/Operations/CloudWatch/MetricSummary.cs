namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>What a colleague would say about a metric: the alarm first, then the change and its time, then the level.</summary>
internal static class MetricSummary
{
    public static string Of(MetricReading reading, MetricSamples samples, Trend trend, AlarmPage alarms, DateTimeOffset now)
    {
        var sentences = alarms.Alarms.Where(a => a.State == "ALARM").Select(a => Fired(a, reading, now))
            .Append(Change(reading, samples, trend, now))
            .Append(Level(reading, samples, now))
            .Append(Quiet(alarms.Alarms, alarms.Truncated))
            .Append(alarms.Truncated ? "There are more alarms than these." : null)
            .Append(Others(reading))
            .Append(Advice(reading));
        return string.Join(' ', sentences.Where(s => s is not null));
    }

    public static string Describe(Trend trend, string? unit, bool hasZeros, DateTimeOffset now)
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
            TrendDirection.Ended when hasZeros => $"has been 0 since {When()}; the last was {Value(trend.Before)}",
            TrendDirection.Ended => $"has had no datapoints since {When()}; the last was {Value(trend.Before)}",
            _ => "has too few datapoints for a trend",
        };
    }

    private static string Fired(MetricAlarm alarm, MetricReading reading, DateTimeOffset now) =>
        $"Alarm {alarm.Name} is in ALARM since {RelativeTime.Describe(alarm.Since, now)}: {Condition(alarm, reading.Unit)}.";

    private static string Condition(MetricAlarm alarm, string? unit) => alarm.Comparison switch
    {
        MetricAlarm.Composite => $"it is composed of others, {alarm.Statistic}",
        "LessThanLowerOrGreaterThanUpperThreshold" => $"outside of {alarm.Statistic}",
        "GreaterThanUpperThreshold" => $"above {alarm.Statistic}",
        "LessThanLowerThreshold" => $"below {alarm.Statistic}",
        var comparison => $"{alarm.Statistic} {Side(comparison)} {MetricUnits.Describe(alarm.Threshold, alarm.OfExpression ? null : unit)}",
    };

    private static string Change(MetricReading reading, MetricSamples samples, Trend trend, DateTimeOffset now) =>
        $"{reading.Metric.Name} {Describe(trend, reading.Unit, samples.HasZeros, now)}.";

    private static string Level(MetricReading reading, MetricSamples samples, DateTimeOffset now)
    {
        var window = $"the last {TimeWindow.Describe(reading.Window)}";
        if (samples.Points.Count == 0)
        {
            return samples.HasZeros
                ? $"There were none in {window}: AWS reports it only when there is something to report."
                : $"CloudWatch has no datapoints of it for {window}; it has had some within two weeks.";
        }

        string Word(double value) => MetricUnits.Describe(value, reading.Unit);
        var points = samples.Filled;
        var isShort = reading.Period.TotalMinutes <= 5;
        var last = !samples.IsNow(points[^1], reading.To) ? $"was {Word(points[^1].Value)} at {RelativeTime.Describe(points[^1].At, now)}"
            : isShort ? $"is {Word(points[^1].Value)} now"
            : $"was {Word(points[^1].Value)} in the last whole {Period(samples.Length)}";
        var span = samples.Coverage(reading) < 0.5 ? $"its {points.Count} datapoint{(points.Count == 1 ? string.Empty : "s")} in {window}" : window;
        var levels = $"lowest {Word(points.Min(p => p.Value))}, peak {Word(points.Max(p => p.Value))}; {reading.Statistic} per {Period(samples.Length)}";
        return samples.HasZeros
            ? $"It {last}; {Word(points.Sum(p => p.Value))} in {window} ({Word(points.Average(p => p.Value))} on average, {levels}; 0 where there is no datapoint)."
            : $"It {last} and {(isShort ? "was " : string.Empty)}{Word(points.Average(p => p.Value))} on average over {span} ({levels}).";
    }

    private static string? Advice(MetricReading reading) => MetricTraits.Of(reading.Metric.Namespace, reading.Metric.Name) switch
    {
        { Kind: MetricKind.Count, Unit: "Count" } when reading.Statistic is "Average" => "For a count, statistic=Sum says how many.",
        { Kind: MetricKind.Level, Usual: null } when reading.Statistic is "Sum" =>
            $"{reading.Metric.Name} is a level: its Sum adds up samples of the same; statistic=Average, Minimum or Maximum says how much there was.",
        _ => null,
    };

    private static string? Quiet(IReadOnlyList<MetricAlarm> alarms, bool truncated) => alarms.Where(a => a.State != "ALARM").ToList() switch
    {
        [] when alarms.Count == 0 => truncated ? "No alarm that was looked at watches it." : "No alarm watches it.",
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
        _ => comparison,
    };

    private static string? Others(MetricReading reading) => reading.Alternatives.Count switch
    {
        0 => null,
        1 => $"One more metric of that name has this resource as a dimension; this is {Dimensions(reading.Metric)}; dimensions= chooses.",
        var count => $"{count} more metrics of that name have this resource as a dimension; this is {Dimensions(reading.Metric)}; dimensions= chooses.",
    };

    private static string Period(TimeSpan period) => period switch
    {
        { TotalMinutes: 1 } => "minute",
        { TotalHours: 1 } => "hour",
        _ => $"{(int)period.TotalMinutes} minutes",
    };

    private static string Dimensions(MetricIdentity metric) => MetricDimensions.Describe(metric.Dimensions);
}
