using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Crashes;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>A read shows the state before the last write.</summary>
internal sealed class StaleRead : Fault
{
    public override Ports Plant(Ports ports, Bench bench) => ports with { ApprovalStore = new Store(ports.ApprovalStore) };

    private sealed class Store(IApprovalStore inner) : StoreAround(inner)
    {
        private readonly Dictionary<ProposalId, Proposal> earlier = [];

        public override async Task<bool> ReplaceAsync(Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
        {
            var replaced = await Inner.ReplaceAsync(before, after, events, cancellationToken);
            if (replaced)
            {
                earlier[after.Id] = before;
            }

            return replaced;
        }

        public override async Task<Proposal?> FindAsync(ProposalId id, CancellationToken cancellationToken)
        {
            // Once for each write, as a replica that catches up.
            var found = await Inner.FindAsync(id, cancellationToken);
            return earlier.Remove(id, out var stale) ? stale : found;
        }
    }
}
