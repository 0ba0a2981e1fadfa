namespace OpsAgent.Local.SimulatedCloud;

/// <summary>An injected fault: the next calls of an action fail or are slow.</summary>
internal sealed record CloudFault
{
    private static readonly string[] Kinds = ["throttled", "access_denied", "slow", "error"];

    /// <summary>The IAM action, such as <c>ecs:UpdateService</c>.</summary>
    public required string Action { get; init; }

    /// <summary><c>throttled</c>, <c>access_denied</c>, <c>slow</c> or <c>error</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>How many calls it affects; null for all.</summary>
    public int? Times { get; set; }

    /// <summary>Seconds that a slow call takes, before the time scale.</summary>
    public double Seconds { get; set; } = 5;

    /// <returns>The first broken rule, or null.</returns>
    internal string? Validate() =>
        !Action.Contains(':', StringComparison.Ordinal) ? $"fault: action \"{Action}\" must be an IAM action such as ecs:UpdateService"
        : !Kinds.Contains(Kind) ? $"fault of {Action}: kind \"{Kind}\" must be one of {string.Join(", ", Kinds)}"
        : Times is < 1 ? $"fault of {Action}: times must be at least 1"
        : Seconds is < 0 or > 60 ? $"fault of {Action}: seconds must be 0 to 60"
        : null;
}
