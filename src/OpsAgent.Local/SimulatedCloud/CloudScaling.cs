namespace OpsAgent.Local.SimulatedCloud;

/// <summary>What Application Auto Scaling is registered to do to a service of the simulated cloud. It is shown and not acted on.</summary>
internal sealed record CloudScaling
{
    public required int Minimum { get; init; }

    public required int Maximum { get; init; }

    /// <summary>Whether scaling in, scaling out and schedules are suspended.</summary>
    public bool Suspended { get; set; }

    /// <summary>Policies in words, such as <c>target tracking on ECSServiceAverageCPUUtilization at 60</c>.</summary>
    public IReadOnlyList<string> Policies { get; set; } = [];

    public IReadOnlyList<CloudSchedule> Schedules { get; set; } = [];
}

/// <summary>A scheduled action.</summary>
internal sealed record CloudSchedule
{
    public required string Name { get; init; }

    /// <summary><c>at(...)</c>, <c>rate(...)</c> or <c>cron(...)</c>.</summary>
    public required string Schedule { get; init; }

    public string TimeZone { get; set; } = "UTC";

    public int? Minimum { get; set; }

    public int? Maximum { get; set; }
}
