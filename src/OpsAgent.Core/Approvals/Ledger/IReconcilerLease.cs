namespace OpsAgent.Core.Approvals.Ledger;

/// <summary>
/// The right to be the one run of the Reconciler, so that two do not remind people twice. Of several that ask at one moment it
/// MUST be granted to one. Until its end, or until its holder frees it, it MUST be granted to no other run; then to any. A stored
/// end after <see cref="ReconcilerLease.LatestEnd"/> MUST hinder nobody. Asking again as the same run MUST be granted: a lost
/// reply is asked for again. Freeing MUST leave another run's lease alone. Nothing else depends on it: what a run changes has
/// conditions of its own.
/// </summary>
public interface IReconcilerLease
{
    /// <returns>False when another run has it.</returns>
    Task<bool> TryTakeAsync(ReconcilerLease lease, CancellationToken cancellationToken);

    Task FreeAsync(ReconcilerLease lease, CancellationToken cancellationToken);
}
