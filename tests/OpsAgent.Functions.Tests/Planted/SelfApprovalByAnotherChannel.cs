using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>Who asks and who approves are compared with the channel that they come by.</summary>
internal sealed class SelfApprovalByAnotherChannel : Fault
{
    public override Transition Apply(Proposal proposal, ProposalCommand command, DateTimeOffset now) =>
        command is ProposalCommand.Approve { By: var by } && by != proposal.Requester
        && base.Apply(proposal with { Requester = Users.Asserted(Users.Viewer) }, command, now) is Transition.Applied applied
            ? applied with { Proposal = applied.Proposal with { Requester = proposal.Requester } }
            : base.Apply(proposal, command, now);
}
