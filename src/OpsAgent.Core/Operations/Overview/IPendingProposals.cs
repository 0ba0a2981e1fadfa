using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Overview;

/// <summary>
/// The proposals that wait for a decision, as everybody who may look at anything sees them in their list. An implementation MUST hold
/// nothing that proposes, decides or writes, MUST answer the newest first, and MUST throw <see cref="AwsException"/> when AWS does not answer.
/// </summary>
public interface IPendingProposals
{
    /// <returns>At most <paramref name="limit"/>; one that cannot be read is left out.</returns>
    Task<PendingProposals> ListPendingAsync(int limit, CancellationToken cancellationToken);
}

/// <param name="Proposals">Newest first.</param>
/// <param name="Truncated">True when there may be more than these.</param>
public sealed record PendingProposals(IReadOnlyList<PendingProposal> Proposals, bool Truncated)
{
    /// <param name="bodies">Stored proposals.</param>
    /// <param name="isFull">Whether as many were read as were asked for.</param>
    public static PendingProposals Of(IEnumerable<string?> bodies, bool isFull) => new(
        [.. bodies.Select(b => StoredJson.TryRead(b, StoredJson.Core.Proposal, out var proposal) ? Shown(proposal) : null).OfType<PendingProposal>()], isFull);

    private static PendingProposal Shown(Proposal proposal) => new(
        proposal.Id.Value,
        proposal.Plan.Summary,
        proposal.Requester.UserId.Value,
        proposal.Risk is { Level: var level } ? WireName.Of(level) : null,
        proposal.Wait?.ExpiresAt);
}

/// <summary>What the list of proposals shows to everybody.</summary>
/// <param name="ProposalId">Its id.</param>
/// <param name="ActionSummary">The change in one sentence.</param>
/// <param name="RequestedBy">Who asked for it.</param>
/// <param name="RiskLevel"><c>low</c>, <c>medium</c> or <c>high</c>.</param>
/// <param name="ExpiresAt">Until when it can be decided.</param>
public sealed record PendingProposal(string ProposalId, string ActionSummary, string RequestedBy, string? RiskLevel, DateTimeOffset? ExpiresAt);
