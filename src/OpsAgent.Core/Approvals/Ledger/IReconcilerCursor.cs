namespace OpsAgent.Core.Approvals.Ledger;

/// <summary>
/// Where the Reconciler's last pass stopped, so that the next one goes on there. MUST answer what was saved last; nothing else
/// depends on it.
/// </summary>
public interface IReconcilerCursor
{
    /// <returns>Null when the last pass was complete, or there was none.</returns>
    Task<ProposalCursor?> ReadCursorAsync(CancellationToken cancellationToken);

    Task SaveCursorAsync(ProposalCursor? place, CancellationToken cancellationToken);
}
