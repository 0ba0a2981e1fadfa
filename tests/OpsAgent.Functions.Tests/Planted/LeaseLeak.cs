using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Crashes;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>A target that was leased once stays leased.</summary>
internal sealed class LeaseLeak : Fault
{
    public override Ports Plant(Ports ports, Bench bench) => ports with { ApprovalStore = new Store(ports.ApprovalStore) };

    private sealed class Store(IApprovalStore inner) : StoreAround(inner)
    {
        private ProposalId? holder;

        public override async Task<SubmitResult> SubmitAsync(Proposal proposal, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
        {
            var submission = await Inner.SubmitAsync(proposal, events, cancellationToken);
            if (submission is not SubmitResult.Stored)
            {
                return submission;
            }

            var earlier = holder;
            holder ??= proposal.Id;
            return earlier is { } still ? new SubmitResult.Busy(still) : submission;
        }
    }
}
