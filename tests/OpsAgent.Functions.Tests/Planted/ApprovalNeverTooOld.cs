using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>The age of the approval is not looked at.</summary>
internal sealed class ApprovalNeverTooOld : Fault
{
    public override Transition Apply(Proposal proposal, ProposalCommand command, DateTimeOffset now) =>
        base.Apply(proposal, command, command is ProposalCommand.Acquire && proposal.Approvals is [.., var last] ? last.At : now);
}
