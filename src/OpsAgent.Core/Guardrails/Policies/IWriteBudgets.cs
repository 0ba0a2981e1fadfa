using OpsAgent.Core.Approvals.Ledger;

namespace OpsAgent.Core.Guardrails.Policies;

/// <summary>
/// What was used of the policy's budgets. MUST answer what was stored last, never an older state. It is stored with a claim alone:
/// <see cref="IApprovalStore.ReplaceAsync"/>.
/// </summary>
public interface IWriteBudgets
{
    /// <returns>With the version 0 and without writes where nothing is stored under the key.</returns>
    /// <exception cref="Primitives.UnreadableRecordException">It cannot be read, so nothing may be claimed that counts there.</exception>
    Task<BudgetUse> FindUseAsync(string key, CancellationToken cancellationToken);
}
