using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Crashes;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>What was read is not compared with what is stored.</summary>
internal sealed class LastWriterWins : Fault
{
    public override Ports Plant(Ports ports, Bench bench) => ports with { ApprovalStore = new Store(ports.ApprovalStore) };

    private sealed class Store(IApprovalStore inner) : StoreAround(inner)
    {
        public override async Task<bool> ReplaceAsync(Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
        {
            var stored = await Inner.FindAsync(before.Id, cancellationToken);
            return await Inner.ReplaceAsync(stored!, after with { Version = stored!.Version + 1 }, events, cancellationToken);
        }
    }
}
