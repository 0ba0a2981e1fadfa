using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;

namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>A store that does what another does, but for what a subclass changes.</summary>
internal abstract class StoreAround(IApprovalStore inner) : IApprovalStore
{
    protected IApprovalStore Inner => inner;

    public virtual Task<SubmitResult> SubmitAsync(Proposal proposal, IReadOnlyList<AuditEvent> events, SignedDecision? decision, CancellationToken cancellationToken) =>
        inner.SubmitAsync(proposal, events, decision, cancellationToken);

    public virtual Task<bool> ReplaceAsync(
        Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, SignedDecision? decision, IReadOnlyList<BudgetUse> budgets, CancellationToken cancellationToken) =>
        inner.ReplaceAsync(before, after, events, decision, budgets, cancellationToken);

    public virtual Task<Proposal?> FindAsync(ProposalId id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

    public virtual Task<Proposal?> FindByKeyAsync(Person requester, string key, CancellationToken cancellationToken) => inner.FindByKeyAsync(requester, key, cancellationToken);

    public virtual Task<Proposal?> FindByTokenAsync(TokenHash hash, CancellationToken cancellationToken) => inner.FindByTokenAsync(hash, cancellationToken);

    public virtual Task<ProposalId?> FindHolderAsync(string targetArn, CancellationToken cancellationToken) => inner.FindHolderAsync(targetArn, cancellationToken);
}
