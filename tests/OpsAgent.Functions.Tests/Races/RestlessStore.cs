using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;

namespace OpsAgent.Functions.Tests.Races;

/// <summary>A store that is fast in itself, with others let in before and after each call, as on a network.</summary>
internal sealed class RestlessStore(IApprovalStore inner, int seed) : IApprovalStore
{
    private int calls = seed;

    public Task<SubmitResult> SubmitAsync(Proposal proposal, IReadOnlyList<AuditEvent> events, SignedDecision? decision, CancellationToken cancellationToken) =>
        BetweenAsync(() => inner.SubmitAsync(proposal, events, decision, cancellationToken));

    public Task<bool> ReplaceAsync(
        Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, SignedDecision? decision, IReadOnlyList<BudgetUse> budgets, CancellationToken cancellationToken) =>
        BetweenAsync(() => inner.ReplaceAsync(before, after, events, decision, budgets, cancellationToken));

    public Task<Proposal?> FindAsync(ProposalId id, CancellationToken cancellationToken) => BetweenAsync(() => inner.FindAsync(id, cancellationToken));

    public Task<Proposal?> FindByKeyAsync(Person requester, string key, CancellationToken cancellationToken) =>
        BetweenAsync(() => inner.FindByKeyAsync(requester, key, cancellationToken));

    public Task<Proposal?> FindByTokenAsync(TokenHash hash, CancellationToken cancellationToken) =>
        BetweenAsync(() => inner.FindByTokenAsync(hash, cancellationToken));

    public Task<ProposalId?> FindHolderAsync(string targetArn, CancellationToken cancellationToken) =>
        BetweenAsync(() => inner.FindHolderAsync(targetArn, cancellationToken));

    private async Task<T> BetweenAsync<T>(Func<Task<T>> call)
    {
        await StepAsideAsync();
        var answer = await call();
        await StepAsideAsync();
        return answer;
    }

    private async Task StepAsideAsync()
    {
        for (var times = (uint)Interlocked.Increment(ref calls) * 2654435761u >> 30; times > 0; times--)
        {
            await Task.Yield();
        }
    }
}
