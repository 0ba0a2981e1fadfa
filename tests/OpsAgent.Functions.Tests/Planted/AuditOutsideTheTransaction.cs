using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Crashes;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>The state is stored first and its events afterwards.</summary>
internal sealed class AuditOutsideTheTransaction : Fault
{
    public override Ports Plant(Ports ports, Bench bench) => ports with { ApprovalStore = new Store(ports.ApprovalStore, ports.AuditTrail) };

    private sealed class Store(IApprovalStore inner, IAuditTrail trail) : StoreAround(inner)
    {
        public override async Task<bool> ReplaceAsync(Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
        {
            var replaced = await Inner.ReplaceAsync(before, after, [], cancellationToken);
            if (replaced)
            {
                await trail.AppendAsync(events, cancellationToken);
            }

            return replaced;
        }
    }
}
