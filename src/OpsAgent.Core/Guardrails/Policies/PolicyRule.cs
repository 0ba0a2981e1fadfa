using System.Collections.Immutable;

namespace OpsAgent.Core.Guardrails.Policies;

/// <summary>What one rule asks of the writes that it matches. What is null asks for nothing.</summary>
public sealed record PolicyRule
{
    /// <summary>Unique: lower-case letters, digits and hyphens, at most 64. Every refusal names it.</summary>
    public required string Name { get; init; }

    /// <summary>Which writes it is for; every write where it is null.</summary>
    public RuleMatch? Match { get; init; }

    /// <summary>When it holds: in any of these windows; always where there is none.</summary>
    public ImmutableArray<RuleWindow>? When { get; init; }

    /// <summary>Refuses the write, with this sentence for people: a kill switch, or in a window a freeze.</summary>
    public string? Deny { get; init; }

    /// <summary>Groups whose members may ask; others are refused.</summary>
    public ImmutableArray<string>? Requesters { get; init; }

    /// <summary>How many people must approve at least.</summary>
    public int? Approvals { get; init; }

    /// <summary>Groups of which one must be among the approvers.</summary>
    public ImmutableArray<string>? OneOf { get; init; }

    /// <summary>Groups that must all be among the approvers, each by another person.</summary>
    public ImmutableArray<string>? AllOf { get; init; }

    /// <summary>False: the requester is none of the approvers, whatever the deployment allows.</summary>
    public bool? SelfApproval { get; init; }

    /// <summary>By how many units, such as tasks, a write may change its target at most.</summary>
    public int? MaxChange { get; init; }

    /// <summary>The same in percent of what is there.</summary>
    public int? MaxChangePercent { get; init; }

    /// <summary>False: nothing may be scaled to zero.</summary>
    public bool? ScaleToZero { get; init; }

    /// <summary>How long after a change its target is left alone, in minutes, whatever the operation.</summary>
    public int? CooldownMinutes { get; init; }

    public WriteBudget? Budget { get; init; }

    public CircuitBreaker? Breaker { get; init; }
}

/// <summary>Which writes a rule is for: all members that are not null must match.</summary>
/// <param name="Operations">Wire names.</param>
/// <param name="Tags">The target carries each of these tags with one of its values; exact and case-sensitive.</param>
/// <param name="Risk">Levels. Before the risk is assessed such a rule does not match.</param>
public sealed record RuleMatch(
    ImmutableArray<string>? Operations = null,
    ImmutableSortedDictionary<string, ImmutableArray<string>>? Tags = null,
    ImmutableArray<RiskLevel>? Risk = null);

/// <summary>
/// How much may be changed in a sliding window, over all people and by the writes that the rule matches. Counted when a change is
/// claimed for execution, in the same transaction.
/// </summary>
/// <param name="Writes">How many changes at most.</param>
/// <param name="SharePercent">How many of the resources with the target's value of <see cref="OfTag"/> at most, in percent; one may always be changed.</param>
/// <param name="OfTag">A tag's name: the budget is counted for each of its values.</param>
/// <param name="Minutes">The length of the window.</param>
public sealed record WriteBudget(int Minutes, int? Writes = null, int? SharePercent = null, string? OfTag = null);

/// <summary>Refuses the writes that the rule matches after several of them went wrong: failed, unknown, or verified and of no help.</summary>
/// <param name="Failures">How many open it.</param>
/// <param name="Minutes">Within how long.</param>
/// <param name="OpenMinutes">For how long after the last of them it stays open.</param>
public sealed record CircuitBreaker(int Failures, int Minutes, int OpenMinutes);
