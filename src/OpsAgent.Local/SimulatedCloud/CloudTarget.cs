namespace OpsAgent.Local.SimulatedCloud;

/// <summary>One registered target of a simulated target group.</summary>
internal sealed record CloudTarget
{
    private static readonly string[] States = ["initial", "healthy", "unhealthy", "unhealthy.draining", "unused", "draining", "unavailable"];

    /// <summary>Instance id, IP address or ARN.</summary>
    public required string Id { get; init; }

    /// <summary>Null for the target group's port.</summary>
    public int? Port { get; set; }

    public string? Zone { get; set; }

    public string State { get; set; } = "healthy";

    /// <summary>AWS's reason code, or null.</summary>
    public string? Reason { get; set; }

    public string? Description { get; set; }

    /// <summary>What anomaly detection says: <c>anomalous</c> or <c>anomalous, mitigated</c>; null where it sees none.</summary>
    public string? Anomaly { get; set; }

    /// <summary>AWS's words of a zonal shift, or null.</summary>
    public string? Override { get; set; }

    /// <summary>What its state comes from: without it it is healthy. Null for a state that stays.</summary>
    public CloudCause? While { get; set; }

    /// <returns>The first broken rule, or null.</returns>
    internal string? Validate(string group) =>
        string.IsNullOrWhiteSpace(Id) ? $"target group {group}: a target has no id"
        : !States.Contains(State) ? $"target group {group}: state \"{State}\" of {Id} must be one of {string.Join(", ", States)}"
        : null;
}
