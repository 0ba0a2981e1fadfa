namespace OpsAgent.Core.Cards;

/// <summary>A load balancer's target groups and their targets, as a picture would show them.</summary>
public sealed record TargetsCard : Card
{
    /// <summary><c>healthy</c>, <c>degraded</c>, <c>down</c>, ... as the operation says it.</summary>
    public required string Verdict { get; init; }

    public required IReadOnlyList<TargetsGroup> Groups { get; init; }

    /// <summary>Whether there are more than these groups and targets.</summary>
    public bool Truncated { get; init; }
}

/// <param name="Name">The target group's name.</param>
/// <param name="Verdict">As of the card.</param>
/// <param name="Tone">How good this group is.</param>
public sealed record TargetsGroup(string Name, string Verdict, Tone Tone, IReadOnlyList<TargetsTarget> Targets);

/// <param name="Id">An instance id, an IP address or an ARN.</param>
/// <param name="Port">Null where the target has none.</param>
/// <param name="Zone">The availability zone, or null.</param>
/// <param name="State">AWS's word, such as <c>healthy</c>, <c>unhealthy</c>, <c>draining</c>.</param>
/// <param name="Tone">How good this target is.</param>
/// <param name="Reason">Why it is not healthy, in AWS's words, or null.</param>
public sealed record TargetsTarget(string Id, int? Port, string? Zone, string State, Tone Tone, string? Reason);
