namespace OpsAgent.Local.Cloud;

/// <summary>One CloudWatch alarm of the simulated cloud, on a metric of it.</summary>
public sealed record CloudAlarm
{
    private static readonly string[] States = ["OK", "ALARM", "INSUFFICIENT_DATA"];

    public required string Name { get; init; }

    public required string Namespace { get; init; }

    public required string Metric { get; init; }

    public required IReadOnlyDictionary<string, string> Dimensions { get; init; }

    public string Statistic { get; set; } = "Average";

    /// <summary>CloudWatch's word, such as <c>GreaterThanThreshold</c>.</summary>
    public string Comparison { get; set; } = "GreaterThanThreshold";

    public required double Threshold { get; init; }

    public string State { get; set; } = "OK";

    /// <summary>How long before the start of the simulation it entered its state.</summary>
    public double SinceMinutesAgo { get; set; } = 1440;

    /// <summary>CloudWatch's sentence.</summary>
    public string Reason { get; set; } = string.Empty;

    /// <returns>The first broken rule, or null.</returns>
    internal string? Fault() =>
        !CloudNames.IsName(Name) ? $"alarm \"{Name}\": the name must be {CloudNames.Rule}"
        : !States.Contains(State) ? $"alarm {Name}: state \"{State}\" must be one of {string.Join(", ", States)}"
        : SinceMinutesAgo < 0 ? $"alarm {Name}: since_minutes_ago must not be negative"
        : null;
}
