using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>The token decides again after the decision.</summary>
internal sealed class TokenNotSpent : Fault
{
    public override Transition Apply(Proposal proposal, ProposalCommand command, DateTimeOffset now) =>
        command is ProposalCommand.Approve or ProposalCommand.Withdraw && proposal is { Status: not ProposalStatus.Submitted, Wait: not null }
            ? base.Apply(proposal with { Status = ProposalStatus.Pending, Closure = null }, command, now)
            : base.Apply(proposal, command, now);
}
