using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;

namespace OpsAgent.Core.Approvals.Ledger;

/// <summary>
/// Keeps proposals. Every write is one transaction with its audit events. An implementation MUST
/// <list type="bullet">
/// <item>compare versions and swap: of two writers that saw the same version, one wins;</item>
/// <item>hold at most one lease on a target ARN, taken in the transaction that stores the proposal and freed in the one
/// that makes it terminal: a lease never outlives its proposal, and no open proposal is without its lease, whatever else
/// a transaction changes or refuses;</item>
/// <item>answer a submission under an idempotency key that its requester (<see cref="Person.Key"/>) has used before with that first proposal, even
/// if the target is leased and however the first one ended;</item>
/// <item>put a signed decision, only where there is none of its kind, in the transaction of its submission or approval;</item>
/// <item>store what is used of budgets, where <see cref="IWriteBudgets"/> finds it, in the transaction of the claim, and only if no other has stored it since it was read;</item>
/// <item>keep an execution with its target in the transaction that stores it, where <see cref="ITargetHistory"/> finds it;</item>
/// <item>resolve a token hash to its proposal for as long as the proposal is kept, and an earlier hash of it never again;</item>
/// <item>read what was last written, never an older state.</item>
/// </list>
/// The finding methods throw <see cref="Primitives.UnreadableRecordException"/> for a record that cannot be read.
/// </summary>
public interface IApprovalStore
{
    /// <exception cref="AuditWriteException">Nothing is stored.</exception>
    Task<SubmitResult> SubmitAsync(Proposal proposal, IReadOnlyList<AuditEvent> events, SignedDecision? decision, CancellationToken cancellationToken);

    /// <param name="before">The state that was read.</param>
    /// <param name="after">The next state; its version is one higher.</param>
    /// <param name="budgets">As they are after it, each with the version that was read.</param>
    /// <returns>False when another writer came first, to the proposal or to a budget, or there is no such proposal; nothing is stored then.</returns>
    /// <exception cref="AuditWriteException">Nothing is stored.</exception>
    Task<bool> ReplaceAsync(
        Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, SignedDecision? decision, IReadOnlyList<BudgetUse> budgets, CancellationToken cancellationToken);

    Task<Proposal?> FindAsync(ProposalId id, CancellationToken cancellationToken);

    /// <returns>The proposal that its requester submitted under this idempotency key, however it ended, or null.</returns>
    Task<Proposal?> FindByKeyAsync(Person requester, string key, CancellationToken cancellationToken);

    Task<Proposal?> FindByTokenAsync(TokenHash hash, CancellationToken cancellationToken);

    /// <returns>The open proposal that holds the lease on the target, or null.</returns>
    Task<ProposalId?> FindHolderAsync(string targetArn, CancellationToken cancellationToken);
}

/// <summary>Transitions without a decision, or without budgets.</summary>
public static class ApprovalStoreExtensions
{
    /// <inheritdoc cref="IApprovalStore.SubmitAsync"/>
    public static Task<SubmitResult> SubmitAsync(this IApprovalStore store, Proposal proposal, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken) =>
        store.SubmitAsync(proposal, events, null, cancellationToken);

    /// <inheritdoc cref="IApprovalStore.ReplaceAsync"/>
    public static Task<bool> ReplaceAsync(this IApprovalStore store, Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken) =>
        store.ReplaceAsync(before, after, events, null, [], cancellationToken);

    /// <inheritdoc cref="IApprovalStore.ReplaceAsync"/>
    public static Task<bool> ReplaceAsync(
        this IApprovalStore store, Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, SignedDecision? decision, CancellationToken cancellationToken) =>
        store.ReplaceAsync(before, after, events, decision, [], cancellationToken);
}
