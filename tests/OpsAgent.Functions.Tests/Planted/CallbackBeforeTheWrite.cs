using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Audit;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Crashes;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>The state machine is woken before the decision is stored.</summary>
internal sealed class CallbackBeforeTheWrite : Fault
{
    public override Ports Plant(Ports ports, Bench bench) => ports with { ApprovalStore = new Store(ports.ApprovalStore, ports.StateMachine) };

    private sealed class Store(IApprovalStore inner, IStateMachine stateMachine) : StoreAround(inner)
    {
        public override async Task<bool> ReplaceAsync(Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
        {
            if (after.Status is ProposalStatus.Approved && before.Status is ProposalStatus.Pending)
            {
                await stateMachine.ResumeAsync(after, cancellationToken);
            }

            return await Inner.ReplaceAsync(before, after, events, cancellationToken);
        }
    }
}
