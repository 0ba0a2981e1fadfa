using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>The end of the window closes what was approved within it.</summary>
internal sealed class ExpiryOverwritesApproval : Fault
{
    public override Transition Apply(Proposal proposal, ProposalCommand command, DateTimeOffset now) =>
        command is ProposalCommand.Close && proposal.Status is ProposalStatus.Approved
            ? base.Apply(proposal with { Status = ProposalStatus.Pending }, command, now)
            : base.Apply(proposal, command, now);
}
