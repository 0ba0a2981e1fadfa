using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>The plan hash that the approver saw is not compared.</summary>
internal sealed class AnyPlanApproved : Fault
{
    public override Transition Apply(Proposal proposal, ProposalCommand command, DateTimeOffset now) =>
        base.Apply(proposal, command is ProposalCommand.Approve approve ? approve with { PlanHash = null } : command, now);
}
