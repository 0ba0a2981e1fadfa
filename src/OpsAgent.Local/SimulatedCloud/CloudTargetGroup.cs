namespace OpsAgent.Local.SimulatedCloud;

/// <summary>One target group of a simulated load balancer.</summary>
internal sealed record CloudTargetGroup
{
    private static readonly string[] Types = ["instance", "ip", "lambda", "alb"];

    public required string Name { get; init; }

    /// <summary>The 16 hex digits at the end of its ARN.</summary>
    public required string Id { get; init; }

    public string TargetType { get; set; } = "ip";

    public string Protocol { get; set; } = "HTTP";

    public int Port { get; set; } = 8080;

    public IReadOnlyList<CloudTarget> Targets { get; set; } = [];

    /// <returns>The first broken rule, or null.</returns>
    internal string? Validate() =>
        !CloudNames.IsName(Name) ? $"target group \"{Name}\": the name must be {CloudNames.Rule}"
        : !CloudNames.IsHexId(Id) ? $"target group {Name}: id \"{Id}\" must be 16 hex digits"
        : !Types.Contains(TargetType) ? $"target group {Name}: target_type \"{TargetType}\" must be one of {string.Join(", ", Types)}"
        : Port is < 1 or > 65535 ? $"target group {Name}: port must be 1 to 65535"
        : Targets.Select(t => t.Validate(Name)).FirstOrDefault(f => f is not null);
}
