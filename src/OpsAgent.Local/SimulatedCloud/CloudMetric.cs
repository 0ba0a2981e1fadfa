namespace OpsAgent.Local.SimulatedCloud;

/// <summary>One metric of the simulated cloud, in addition to those of each instance.</summary>
internal sealed record CloudMetric
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyDictionary<string, string> Dimensions { get; init; }

    /// <summary>CloudWatch's unit, such as <c>Count</c>, <c>Seconds</c>, <c>Percent</c>.</summary>
    public string Unit { get; set; } = "None";

    /// <summary>Mean of the one-minute samples, in its unit.</summary>
    public double Value { get; set; }

    /// <summary>Largest random deviation as a share of the mean, 0 to 1.</summary>
    public double Wavering { get; set; } = 0.2;

    /// <summary>Whether a sample of zero is not there, as AWS reports many counts.</summary>
    public bool OnlyWhenNotZero { get; set; }

    /// <summary>A change of its level, or null.</summary>
    public CloudChange? Change { get; set; }

    /// <returns>The first broken rule, or null.</returns>
    internal string? Validate() =>
        string.IsNullOrWhiteSpace(Namespace) || string.IsNullOrWhiteSpace(Name) ? "a metric has no namespace or no name"
        : Dimensions.Count is 0 or > 30 ? $"metric {Name}: it needs 1 to 30 dimensions"
        : Value < 0 || Change is { Value: < 0 } ? $"metric {Name}: a value must not be negative"
        : Wavering is < 0 or > 1 ? $"metric {Name}: wavering must be 0 to 1"
        : Change is { MinutesAgo: > CloudNames.MaxMinutesAgo } ? $"metric {Name}: the change must lie at most {CloudNames.MaxMinutesAgo} minutes_ago"
        : Change is { MinutesAgo: <= 0 } or { OverMinutes: < 0 } ? $"metric {Name}: the change must lie minutes_ago > 0 and take over_minutes >= 0"
        : null;
}
