using System.Collections.Immutable;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Effects;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Guardrails.Policies;

/// <summary>What a policy is asked about: one write at one moment.</summary>
/// <param name="Operation">The wire name.</param>
/// <param name="Target">The resource.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Requester">Who asks, by the address that stands for them.</param>
/// <param name="Now">The moment.</param>
public sealed record PolicyFacts(string Operation, ResourceTarget Target, ImmutableSortedDictionary<string, string> Tags, UserId Requester, DateTimeOffset Now)
{
    /// <summary>The proposal, whose own earlier claim is not counted twice; null before there is one.</summary>
    public ProposalId? Proposal { get; init; }

    /// <summary>Null before it is assessed.</summary>
    public RiskLevel? Risk { get; init; }

    /// <summary>The change in numbers; null for one that changes no number.</summary>
    public CountChange? Count { get; init; }

    /// <summary>The last change of the target by any operation, other than this proposal's; null for none.</summary>
    public DateTimeOffset? LastChange { get; init; }

    /// <summary>What was used of budgets, by <see cref="BudgetUse.Key"/>; what is missing was not used.</summary>
    public ImmutableDictionary<string, BudgetUse> Budgets { get; init; } = ImmutableDictionary<string, BudgetUse>.Empty;

    /// <summary>How many resources of the target's kind carry the target's value of a tag, the target included, by the tag's name.</summary>
    public ImmutableDictionary<string, int> Peers { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Recent writes that went wrong; null where they were not read.</summary>
    public ImmutableArray<BadOutcome>? BadOutcomes { get; init; }
}

/// <summary>A change in numbers, such as of tasks.</summary>
/// <param name="Unit">In the plural: <c>tasks</c>.</param>
public sealed record CountChange(int Before, int After, string Unit);

/// <summary>A write that failed, ended with an unknown outcome, or was verified and did not help.</summary>
/// <param name="At">When that was found.</param>
public sealed record BadOutcome(ProposalId Proposal, string Operation, ImmutableSortedDictionary<string, string> Tags, RiskLevel? Risk, DateTimeOffset At)
{
    /// <returns>What went wrong with it first; null where nothing did, or where it was never made.</returns>
    public static BadOutcome? Of(Proposal proposal)
    {
        DateTimeOffset?[] found =
        [
            proposal.Execution is { Status: ExecutionStatus.Failed or ExecutionStatus.Unknown } execution ? execution.At : null,
            proposal is { Execution: not null, Status: ProposalStatus.Failed or ProposalStatus.Unknown } ? proposal.EndedAt : null,

            // The last look is the word on whether it helped.
            proposal.Effects is { Count: > 0 } effects && effects[^1] is { Verdict: EffectVerdict.Same or EffectVerdict.Worse } effect ? effect.At : null,
        ];
        return found.Min() is { } at
            ? new BadOutcome(proposal.Id, proposal.Plan.Operation, proposal.Policy?.Tags ?? ImmutableSortedDictionary<string, string>.Empty, proposal.Risk?.Level, at)
            : null;
    }
}

/// <summary>What was used of a budget, as a store keeps it.</summary>
/// <param name="Key">The rule's name, and where it is counted by a tag <c>#</c> and the tag's value.</param>
/// <param name="Version">Of the stored item, from 1; 0 where there is none.</param>
/// <param name="Writes">The changes in the window, oldest first.</param>
public sealed record BudgetUse(string Key, long Version, ImmutableArray<BudgetedWrite> Writes);

/// <param name="Target">The resource's ARN.</param>
/// <param name="At">When it was claimed.</param>
public sealed record BudgetedWrite(
    ProposalId Proposal, string Target, [property: System.Text.Json.Serialization.JsonConverter(typeof(TimestampConverter))] DateTimeOffset At);
