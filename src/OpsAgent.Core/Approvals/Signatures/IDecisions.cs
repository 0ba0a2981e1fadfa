namespace OpsAgent.Core.Approvals.Signatures;

/// <summary>
/// The signed decisions, which <see cref="Ledger.IApprovalStore"/> puts with the transition that they belong to. MUST answer what was
/// last written, all of it, and MUST offer no way to change or remove one.
/// </summary>
public interface IDecisions
{
    /// <returns>The proposal's submission, adoption and approvals, in no order; empty when there is none.</returns>
    Task<IReadOnlyList<SignedDecision>> ReadAsync(ProposalId proposal, CancellationToken cancellationToken);
}
