using System.Collections.Immutable;

using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals.Transitions;

/// <summary>What a command did to a proposal; closed.</summary>
/// <param name="Proposal">The proposal after it, the same one where nothing changed.</param>
public abstract record Transition(Proposal Proposal)
{
    /// <summary>It took effect. The entries belong into the same transaction.</summary>
    public sealed record Applied(Proposal Proposal, ImmutableArray<AuditEntry> Entries) : Transition(Proposal);

    /// <summary>It did not take effect, and this is what to tell whoever asked.</summary>
    public sealed record Refused(Proposal Proposal, Refusal Refusal) : Transition(Proposal);

    /// <summary>It did not take effect because it was superseded or done already; nothing is wrong.</summary>
    public sealed record NoEffect(Proposal Proposal) : Transition(Proposal);
}
