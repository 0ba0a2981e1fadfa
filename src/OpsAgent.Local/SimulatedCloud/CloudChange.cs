namespace OpsAgent.Local.SimulatedCloud;

/// <summary>A change of a metric's level, such as an incident causes.</summary>
internal sealed record CloudChange
{
    /// <summary>When it began: minutes before the start of the simulation.</summary>
    public required double MinutesAgo { get; init; }

    /// <summary>The new level, in the metric's unit.</summary>
    public required double Value { get; init; }

    /// <summary>Minutes from the old level to the new one; 0 for a step.</summary>
    public double OverMinutes { get; set; }

    /// <summary>What it comes from: without it the level is as before. Null for a change that stays.</summary>
    public CloudCause? While { get; set; }
}
