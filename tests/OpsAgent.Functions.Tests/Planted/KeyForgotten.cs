using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Crashes;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>The Idempotency-Key is not kept.</summary>
internal sealed class KeyForgotten : Fault
{
    public override Ports Plant(Ports ports, Bench bench) => ports with { ApprovalStore = new Store(ports.ApprovalStore) };

    private sealed class Store(IApprovalStore inner) : StoreAround(inner)
    {
        public override Task<SubmitResult> SubmitAsync(Proposal proposal, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken) =>
            Inner.SubmitAsync(proposal with { IdempotencyKey = null }, events, cancellationToken);
    }
}
