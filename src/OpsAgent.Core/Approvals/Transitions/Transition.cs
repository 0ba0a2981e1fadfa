using System.Collections.Immutable;

using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals.Transitions;

/// <summary>The result of a command; closed.</summary>
/// <param name="Proposal">The next state, or the same proposal if nothing changed.</param>
public abstract record Transition(Proposal Proposal)
{
    /// <summary>Took effect. The entries must be written in the same transaction.</summary>
    public sealed record Applied(Proposal Proposal, ImmutableArray<AuditEntry> Entries) : Transition(Proposal)
    {
        /// <summary>What is used of budgets by it: must be stored in the same transaction.</summary>
        public ImmutableArray<BudgetUse> Budgets { get; init; } = [];
    }

    /// <summary>Did not take effect; the refusal is for the caller.</summary>
    public sealed record Refused(Proposal Proposal, Refusal Refusal) : Transition(Proposal);

    /// <summary>Did not take effect because it was superseded or done already; no error.</summary>
    public sealed record NoEffect(Proposal Proposal) : Transition(Proposal);
}
