namespace OpsAgent.Core.Approvals.Ledger;

/// <summary>
/// Where the last sweep stopped, so that the next one goes on there. MUST answer what was kept last; nothing else depends
/// on it.
/// </summary>
public interface IReconcilerCursor
{
    /// <returns>Null when a sweep went all the way round, or never ran.</returns>
    Task<ProposalCursor?> ReadCursorAsync(CancellationToken cancellationToken);

    Task SaveCursorAsync(ProposalCursor? place, CancellationToken cancellationToken);
}
