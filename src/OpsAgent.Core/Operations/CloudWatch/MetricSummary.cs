namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>What a colleague would say about a metric: the alarm first, then the change and its time, then the level.</summary>
internal static class MetricSummary
{
    /// <param name="alarm">The alarm that was asked for, whose metric this is; null where the metric was.</param>
    public static string Of(MetricReading reading, MetricSamples samples, Trend trend, AlarmPage alarms, Alarm? alarm, DateTimeOffset now)
    {
        IEnumerable<string?> sentences = alarm is not null
            ?
            [
                AlarmSummary.Of(alarm, [], reading, now),
                samples.Points.Count > 0 ? Change(reading, samples, trend, now) : null,
                Level(reading, samples, isListed: false, now),
                MetricStatistic.IsAdded(reading.Statistic) && reading.Period > alarm.Period && alarm.Period > TimeSpan.Zero
                    ? $"The alarm compares the {reading.Statistic} of {Each(alarm.Period)}, and here each datapoint is of {Each(reading.Period)}." : null,
            ]
            :
            [
                .. alarms.Alarms.Where(a => a.State == "ALARM").Select(a => Fired(a, reading, now)),
                Change(reading, samples, trend, now),
                Level(reading, samples, isListed: true, now),
                Quiet(alarms.Alarms, alarms.Truncated),
                alarms.Truncated ? "There are more alarms than these." : null,
                Others(reading),
                Advice(reading),
            ];
        return string.Join(' ', sentences.Where(s => s is not null));
    }

    /// <returns>What it did: as something that goes on where the time reaches now.</returns>
    public static string Describe(Trend trend, MetricReading reading, bool hasZeros, DateTimeOffset now)
    {
        string Value(double? value) => MetricUnits.Describe(value!.Value, reading.Unit);
        string When() => RelativeTime.Describe(trend.At!.Value, now);
        string Levels() => $"from about {Value(trend.Before)} to about {Value(trend.After)}";
        return (trend.Direction, reading.Range.ReachesNow) switch
        {
            (TrendDirection.Steady, true) => "is steady",
            (TrendDirection.Steady, false) => "was steady",
            (TrendDirection.StepUp, _) => $"stepped up at {When()}, {Levels()}",
            (TrendDirection.StepDown, _) => $"stepped down at {When()}, {Levels()}",
            (TrendDirection.Rising, true) => $"has risen since {When()}, {Levels()}",
            (TrendDirection.Rising, false) => $"rose from {When()} on, {Levels()}",
            (TrendDirection.Falling, true) => $"has fallen since {When()}, {Levels()}",
            (TrendDirection.Falling, false) => $"fell from {When()} on, {Levels()}",
            (TrendDirection.Began, true) => $"has datapoints only since {When()}, at about {Value(trend.After)}",
            (TrendDirection.Began, false) => $"had datapoints only from {When()} on, at about {Value(trend.After)}",
            (TrendDirection.Ended, true) when hasZeros => $"has been 0 since {When()}; the last was {Value(trend.Before)}",
            (TrendDirection.Ended, false) when hasZeros => $"was 0 from {When()} on; the last was {Value(trend.Before)}",
            (TrendDirection.Ended, true) => $"has had no datapoints since {When()}; the last was {Value(trend.Before)}",
            (TrendDirection.Ended, false) => $"had no datapoints from {When()} on; the last was {Value(trend.Before)}",
            (_, true) => "has too few datapoints for a trend",
            _ => "had too few datapoints for a trend",
        };
    }

    private static string Fired(MetricAlarm alarm, MetricReading reading, DateTimeOffset now) =>
        $"Alarm {alarm.Name} is in ALARM since {RelativeTime.Describe(alarm.Since, now)}: {Condition(alarm, reading.Unit)}.";

    internal static string Condition(MetricAlarm alarm, string? unit) => alarm.Comparison switch
    {
        MetricAlarm.Composite => $"it is composed of others, {alarm.Statistic}",
        "LessThanLowerOrGreaterThanUpperThreshold" => $"outside of {alarm.Statistic}",
        "GreaterThanUpperThreshold" => $"above {alarm.Statistic}",
        "LessThanLowerThreshold" => $"below {alarm.Statistic}",
        "" => alarm.Statistic.Length > 0 ? alarm.Statistic : "what it compares is not said",
        var comparison => $"{alarm.Statistic} {Side(comparison)} {MetricUnits.Describe(alarm.Threshold, alarm.OfExpression ? null : unit)}",
    };

    private static string Change(MetricReading reading, MetricSamples samples, Trend trend, DateTimeOffset now) =>
        $"{reading.Metric.Name} {Describe(trend, reading, samples.HasZeros, now)}.";

    private static string Level(MetricReading reading, MetricSamples samples, bool isListed, DateTimeOffset now)
    {
        string During(string preposition) => reading.Range.Describe(preposition, now);
        if (samples.Points.Count == 0)
        {
            return samples.HasZeros ? $"There were none {During("in")}: AWS reports it only when there is something to report."
                : $"CloudWatch has no datapoints of it {During("for")}{(isListed ? "; it has had some within two weeks" : string.Empty)}.";
        }

        string Word(double value) => MetricUnits.Describe(value, reading.Unit);
        var points = samples.Filled;
        var isShort = reading.Period.TotalMinutes <= 5;
        var last = !samples.IsLast(points[^1], reading.To) ? $"was {Word(points[^1].Value)} at {RelativeTime.Describe(points[^1].At, now)}"
            : !reading.Range.ReachesNow ? $"was {Word(points[^1].Value)} at the end"
            : isShort ? $"is {Word(points[^1].Value)} now"
            : $"was {Word(points[^1].Value)} in the last whole {Period(samples.Length)}";
        var span = samples.Coverage(reading) < 0.5 ? $"over its {points.Count} datapoint{(points.Count == 1 ? string.Empty : "s")} {During("in")}" : During("over");
        var levels = $"lowest {Word(points.Min(p => p.Value))}, peak {Word(points.Max(p => p.Value))}; {reading.Statistic} per {Period(samples.Length)}";
        return samples.HasZeros
            ? $"It {last}; {Word(points.Sum(p => p.Value))} {During("in")} ({Word(points.Average(p => p.Value))} on average, {levels}; 0 where there is no datapoint)."
            : $"It {last} and {(isShort && reading.Range.ReachesNow ? "was " : string.Empty)}{Word(points.Average(p => p.Value))} on average {span} ({levels}).";
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
        { TotalDays: 1 } => "day",
        { TotalDays: > 1 } when period.Ticks % TimeSpan.TicksPerDay == 0 => $"{(int)period.TotalDays} days",
        { TotalHours: > 1 } when period.Ticks % TimeSpan.TicksPerHour == 0 => $"{(int)period.TotalHours} hours",
        _ => $"{(int)period.TotalMinutes} minutes",
    };

    private static string Each(TimeSpan period) => period switch
    {
        { TotalMinutes: < 1 } => $"{(int)period.TotalSeconds} seconds",
        { TotalMinutes: 1 } or { TotalHours: 1 } or { TotalDays: 1 } => $"one {Period(period)}",
        _ => Period(period),
    };

    private static string Dimensions(MetricIdentity metric) => MetricDimensions.Describe(metric.Dimensions);
}
