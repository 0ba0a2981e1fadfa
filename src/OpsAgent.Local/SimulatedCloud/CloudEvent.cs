namespace OpsAgent.Local.SimulatedCloud;

/// <summary>One CloudTrail event of the simulated cloud's past.</summary>
public sealed record CloudEvent
{
    /// <summary>How long before the start of the simulation it was.</summary>
    public required double MinutesAgo { get; init; }

    /// <summary>The API call, such as <c>UpdateService</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The service, such as <c>ecs.amazonaws.com</c>.</summary>
    public required string Source { get; init; }

    public required string User { get; init; }

    public string SourceIp { get; set; } = "198.51.100.7";

    /// <summary>Ids or names of what it touched.</summary>
    public IReadOnlyList<string> Resources { get; set; } = [];

    public string? ErrorCode { get; set; }

    /// <returns>The first broken rule, or null.</returns>
    internal string? Fault() =>
        MinutesAgo is < 0 or > CloudNames.MaxMinutesAgo ? $"event {Name}: minutes_ago must be 0 to {CloudNames.MaxMinutesAgo}"
        : string.IsNullOrWhiteSpace(Name) || string.IsNullOrWhiteSpace(Source) || string.IsNullOrWhiteSpace(User) ? "an event needs name, source and user"
        : null;
}
