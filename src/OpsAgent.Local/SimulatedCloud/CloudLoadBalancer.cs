namespace OpsAgent.Local.SimulatedCloud;

/// <summary>One load balancer of the simulated cloud.</summary>
internal sealed record CloudLoadBalancer
{
    private static readonly string[] States = ["active", "provisioning", "active_impaired", "failed"];

    private static readonly string[] Types = ["app", "net", "gwy"];

    public required string Name { get; init; }

    /// <summary>As its ARN spells it: app, net or gwy.</summary>
    public string Type { get; set; } = "app";

    /// <summary>The 16 hex digits at the end of its ARN.</summary>
    public required string Id { get; init; }

    public string State { get; set; } = "active";

    public IReadOnlyList<CloudTargetGroup> TargetGroups { get; set; } = [];

    /// <returns>The first broken rule, or null.</returns>
    internal string? Validate() =>
        !CloudNames.IsName(Name) ? $"load balancer \"{Name}\": the name must be {CloudNames.Rule}"
        : !CloudNames.IsHexId(Id) ? $"load balancer {Name}: id \"{Id}\" must be 16 hex digits"
        : !Types.Contains(Type) ? $"load balancer {Name}: type \"{Type}\" must be one of {string.Join(", ", Types)}"
        : !States.Contains(State) ? $"load balancer {Name}: state \"{State}\" must be one of {string.Join(", ", States)}"
        : TargetGroups.Select(g => g.Validate()).FirstOrDefault(f => f is not null);
}
