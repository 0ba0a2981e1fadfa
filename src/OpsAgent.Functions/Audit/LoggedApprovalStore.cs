using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;

namespace OpsAgent.Functions.Audit;

/// <summary>An approval store whose events also go to the log, once they are stored.</summary>
public sealed class LoggedApprovalStore(IApprovalStore store, AuditLog log) : IApprovalStore
{
    public async Task<SubmitResult> SubmitAsync(Proposal proposal, IReadOnlyList<AuditEvent> events, SignedDecision? decision, CancellationToken cancellationToken)
    {
        var result = await log.CountFailureAsync(() => store.SubmitAsync(proposal, events, decision, cancellationToken));
        if (result is SubmitResult.Stored)
        {
            log.Write(events);
        }

        return result;
    }

    public async Task<bool> ReplaceAsync(
        Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, SignedDecision? decision, IReadOnlyList<BudgetUse> budgets, CancellationToken cancellationToken)
    {
        var replaced = await log.CountFailureAsync(() => store.ReplaceAsync(before, after, events, decision, budgets, cancellationToken));
        if (replaced)
        {
            log.Metrics?.Decided(before, after);
            log.Metrics?.Ended(before, after);
            log.Write(events);
        }

        return replaced;
    }

    public Task<Proposal?> FindAsync(ProposalId id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    public Task<Proposal?> FindByKeyAsync(Person requester, string key, CancellationToken cancellationToken) => store.FindByKeyAsync(requester, key, cancellationToken);

    public Task<Proposal?> FindByTokenAsync(TokenHash hash, CancellationToken cancellationToken) => store.FindByTokenAsync(hash, cancellationToken);

    public Task<ProposalId?> FindHolderAsync(string targetArn, CancellationToken cancellationToken) => store.FindHolderAsync(targetArn, cancellationToken);
}
