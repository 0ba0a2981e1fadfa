namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>What a colleague would say about an alarm: how it stands, why, and what it looks at.</summary>
internal static class AlarmSummary
{
    private const int MaxReason = 300;

    /// <param name="parts">Of a composite alarm.</param>
    /// <param name="reading">Its metric; null where it looks at no single one.</param>
    public static string Of(Alarm alarm, IReadOnlyList<AlarmPart> parts, MetricReading? reading, DateTimeOffset now)
    {
        string?[] sentences =
        [
            $"Alarm {alarm.Name} is {State(alarm.State)} since {RelativeTime.Describe(alarm.Since, now)}: {MetricSummary.Condition(alarm.OnMetric(), reading?.Unit)}.",
            alarm.Reason.Length > 0 ? $"CloudWatch says: {Cut(alarm.Reason)}" : null,
            alarm.Description is { Length: > 0 } description ? $"Its description: {Cut(description)}" : null,
            .. parts.GroupBy(p => p.State).OrderBy(g => g.Key switch { "ALARM" => 0, "OK" => 2, _ => 1 })
                .Select(g => $"Of its alarms {State(g.Key)}: {string.Join(", ", g.Select(p => p.Name))}."),
            LooksAt(alarm, reading),
        ];
        return string.Join(' ', sentences.Where(s => s is not null));
    }

    private static string? LooksAt(Alarm alarm, MetricReading? reading) => (alarm, reading) switch
    {
        ({ IsComposite: true }, _) => "It looks at other alarms and has no metric of its own; ask for one of them.",
        (_, null) => "It looks at no single metric, so none is shown.",
        ({ Metrics: [_, _, ..], Metrics.Count: var count }, { Metric: var first }) =>
            $"Shown is {first.Name} of {MetricDimensions.Describe(first.Dimensions)}, the first of the {count} metrics in its expression, and not the expression.",
        ({ Expression: not null }, { Metric: var only }) => $"Shown is {only.Name} of {MetricDimensions.Describe(only.Dimensions)}, the metric in its expression.",
        (_, { Metric: var metric }) => $"It looks at {metric.Name} of {MetricDimensions.Describe(metric.Dimensions)}.",
    };

    private static string State(string state) => state switch { "ALARM" => "in ALARM", "OK" => "OK", _ => "without enough data" };

    private static string Cut(string text) => text.Length > MaxReason ? $"{text[..MaxReason]}..." : text[^1] is '.' or '!' or '?' ? text : $"{text}.";
}
