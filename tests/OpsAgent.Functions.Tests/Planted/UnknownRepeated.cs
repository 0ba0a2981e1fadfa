using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Crashes;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>A claim that ran out without a result counts as one that did nothing.</summary>
internal sealed class UnknownRepeated : Fault
{
    public override Ports Plant(Ports ports, Bench bench) => ports with { ApprovalStore = new Store(ports.ApprovalStore, bench.Time) };

    private sealed class Store(IApprovalStore inner, TimeProvider time) : StoreAround(inner)
    {
        public override async Task<Proposal?> FindAsync(ProposalId id, CancellationToken cancellationToken) =>
            await Inner.FindAsync(id, cancellationToken) is { } found
                ? found is { Status: ProposalStatus.Executing, Execution: null, Claim: { } claim } && time.GetUtcNow() >= claim.Deadline
                    ? found with { Claim = claim with { Released = true } }
                    : found
                : null;
    }
}
