namespace OpsAgent.Local.SimulatedCloud;

/// <summary>One CloudTrail event from before the start of the simulation.</summary>
internal sealed record CloudEvent
{
    /// <summary>Minutes before the start of the simulation.</summary>
    public required double MinutesAgo { get; init; }

    /// <summary>The API call, such as <c>UpdateService</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The service, such as <c>ecs.amazonaws.com</c>.</summary>
    public required string Source { get; init; }

    public required string User { get; init; }

    public string SourceIp { get; set; } = "198.51.100.7";

    /// <summary>Ids or names of the affected resources.</summary>
    public IReadOnlyList<string> Resources { get; set; } = [];

    public string? ErrorCode { get; set; }

    /// <summary>What CloudTrail says of it; null to go by the name's verb.</summary>
    public bool? ReadOnly { get; set; }

    /// <summary>The access key that signed the call.</summary>
    public string? AccessKeyId { get; set; }

    /// <summary>The role whose session the user is.</summary>
    public string? Role { get; set; }

    /// <returns>The first broken rule, or null.</returns>
    internal string? Validate() =>
        MinutesAgo is < 0 or > CloudNames.MaxMinutesAgo ? $"event {Name}: minutes_ago must be 0 to {CloudNames.MaxMinutesAgo}"
        : string.IsNullOrWhiteSpace(Name) || string.IsNullOrWhiteSpace(Source) || string.IsNullOrWhiteSpace(User) ? "an event needs name, source and user"
        : null;
}
