using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;

namespace OpsAgent.Functions.ChatServices;

/// <summary>An approval store that tells of each change once it is stored, as the stream of a DynamoDB table does: for hosts without one.</summary>
/// <param name="changed">Gets the proposal as it is after the change; must not wait for what it causes.</param>
public sealed class StreamedApprovalStore(IApprovalStore store, Action<Proposal> changed) : IApprovalStore
{
    public async Task<SubmitResult> SubmitAsync(Proposal proposal, IReadOnlyList<AuditEvent> events, SignedDecision? decision, CancellationToken cancellationToken)
    {
        var result = await store.SubmitAsync(proposal, events, decision, cancellationToken);
        if (result is SubmitResult.Stored)
        {
            changed(proposal);
        }

        return result;
    }

    public async Task<bool> ReplaceAsync(
        Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, SignedDecision? decision, IReadOnlyList<BudgetUse> budgets, CancellationToken cancellationToken)
    {
        var replaced = await store.ReplaceAsync(before, after, events, decision, budgets, cancellationToken);
        if (replaced)
        {
            changed(after);
        }

        return replaced;
    }

    public Task<Proposal?> FindAsync(ProposalId id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    public Task<Proposal?> FindByKeyAsync(Person requester, string key, CancellationToken cancellationToken) => store.FindByKeyAsync(requester, key, cancellationToken);

    public Task<Proposal?> FindByTokenAsync(TokenHash hash, CancellationToken cancellationToken) => store.FindByTokenAsync(hash, cancellationToken);

    public Task<ProposalId?> FindHolderAsync(string targetArn, CancellationToken cancellationToken) => store.FindHolderAsync(targetArn, cancellationToken);
}
