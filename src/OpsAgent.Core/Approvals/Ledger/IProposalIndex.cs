namespace OpsAgent.Core.Approvals.Ledger;

/// <summary>
/// Finds proposals without their id. May lag behind <see cref="IApprovalStore"/> by a moment, so nothing that decides
/// MUST depend on it. Lists for people are newest first. One that cannot be read (damaged, or written by a newer
/// version) MUST NOT hide the others: it is counted and left out. It takes its place among the <c>limit</c> that are read.
/// </summary>
public interface IProposalIndex
{
    Task<ProposalList> ListAsync(ProposalStatus status, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// One page of a status, oldest first. Whoever goes on after <see cref="ProposalPage.Next"/> until it is null MUST meet
    /// every proposal that had the status all the while, once each, whatever came and went meanwhile.
    /// </summary>
    /// <param name="since">Older ones are left out.</param>
    /// <param name="after">A place in this status, whether or not its proposal is still there; null for the beginning.</param>
    Task<ProposalPage> ListOldestFirstAsync(ProposalStatus status, DateTimeOffset since, ProposalCursor? after, int limit, CancellationToken cancellationToken);
}
