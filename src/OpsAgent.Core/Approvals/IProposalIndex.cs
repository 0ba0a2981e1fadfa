namespace OpsAgent.Core.Approvals;

/// <summary>
/// Finds proposals without their id. May lag behind <see cref="IApprovalStore"/> by a moment, so nothing that decides
/// MUST depend on it alone. Answers at most <c>limit</c>, newest first.
/// </summary>
public interface IProposalIndex
{
    Task<IReadOnlyList<Proposal>> ListAsync(ProposalStatus status, int limit, CancellationToken cancellationToken);

    Task<IReadOnlyList<Proposal>> ListByTargetAsync(string targetArn, int limit, CancellationToken cancellationToken);
}
