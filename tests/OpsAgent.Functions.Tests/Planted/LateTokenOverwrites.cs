using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>The task token that came last is kept, not the newest.</summary>
internal sealed class LateTokenOverwrites : Fault
{
    public override Transition Apply(Proposal proposal, ProposalCommand command, DateTimeOffset now) =>
        command is ProposalCommand.Await { Wait: var wait } && proposal.Status is ProposalStatus.Pending
            ? new Transition.Applied(proposal with { Wait = wait }, [])
            : base.Apply(proposal, command, now);
}
