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
