namespace OpsAgent.Local.SimulatedCloud;

/// <summary>A metric that left its level: the incident as it is measured.</summary>
public sealed record CloudChange
{
    /// <summary>How long before the start of the simulation it began.</summary>
    public required double MinutesAgo { get; init; }

    /// <summary>The level that it went to and stays at.</summary>
    public required double Value { get; init; }

    /// <summary>How long it took to get there: 0 for a step.</summary>
    public double OverMinutes { get; set; }
}
