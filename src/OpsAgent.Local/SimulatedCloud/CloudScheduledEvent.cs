namespace OpsAgent.Local.SimulatedCloud;

/// <summary>What the simulated AWS has scheduled for an instance.</summary>
internal sealed record CloudScheduledEvent
{
    private const double MaxHours = 24 * 90;

    private static readonly string[] Codes = ["instance-reboot", "system-reboot", "system-maintenance", "instance-retirement", "instance-stop"];

    public required string Code { get; init; }

    /// <summary>AWS's sentence; <c>[Completed]</c> at its beginning says that the event is over.</summary>
    public string Description { get; set; } = string.Empty;

    /// <summary>Hours from the start of the simulation to the earliest start; negative for one that has begun.</summary>
    public double NotBeforeHours { get; set; } = 72;

    /// <summary>Hours to the latest end, or null.</summary>
    public double? NotAfterHours { get; set; }

    /// <summary>Hours to the deadline for its start, or null.</summary>
    public double? NotBeforeDeadlineHours { get; set; }

    /// <returns>The first broken rule, or null.</returns>
    internal string? Validate() =>
        !Codes.Contains(Code) ? $"scheduled event code \"{Code}\" must be one of {string.Join(", ", Codes)}"
        : new[] { NotBeforeHours, NotAfterHours ?? 0, NotBeforeDeadlineHours ?? 0 }.Any(h => Math.Abs(h) > MaxHours) ? $"the hours of a scheduled event must be -{MaxHours} to {MaxHours}"
        : NotAfterHours < NotBeforeHours ? "not_after_hours must not be less than not_before_hours"
        : null;
}
