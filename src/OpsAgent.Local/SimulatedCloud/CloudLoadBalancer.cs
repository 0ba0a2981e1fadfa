namespace OpsAgent.Local.SimulatedCloud;

/// <summary>One Application Load Balancer of the simulated cloud.</summary>
internal sealed record CloudLoadBalancer
{
    private static readonly string[] States = ["active", "provisioning", "active_impaired", "failed"];

    public required string Name { get; init; }

    /// <summary>The 16 hex digits at the end of its ARN.</summary>
    public required string Id { get; init; }

    public string State { get; set; } = "active";

    public IReadOnlyList<CloudTargetGroup> TargetGroups { get; set; } = [];

    /// <returns>The first broken rule, or null.</returns>
    internal string? Validate() =>
        !CloudNames.IsName(Name) ? $"load balancer \"{Name}\": the name must be {CloudNames.Rule}"
        : !CloudNames.IsHexId(Id) ? $"load balancer {Name}: id \"{Id}\" must be 16 hex digits"
        : !States.Contains(State) ? $"load balancer {Name}: state \"{State}\" must be one of {string.Join(", ", States)}"
        : TargetGroups.Select(g => g.Validate()).FirstOrDefault(f => f is not null);
}
