using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>Approvals are counted, not people.</summary>
internal sealed class QuorumCountsOneTwice : Fault
{
    public override Transition Apply(Proposal proposal, ProposalCommand command, DateTimeOffset now)
    {
        if (command is not ProposalCommand.Approve { By: var by } || proposal.Status is not ProposalStatus.Pending || !proposal.ApprovedBy(by.UserId))
        {
            return base.Apply(proposal, command, now);
        }

        var approvals = proposal.Approvals.Add(new Approval(by, now));
        var status = approvals.Length >= proposal.ApprovalsNeeded ? ProposalStatus.Approved : ProposalStatus.Pending;
        return new Transition.Applied(proposal with { Approvals = approvals, Status = status }, [new AuditEntry(AuditEventType.ApprovalGranted, "counted")]);
    }
}
