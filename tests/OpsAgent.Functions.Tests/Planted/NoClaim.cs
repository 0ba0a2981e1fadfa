using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>Whoever asks for the claim gets it, whoever holds it.</summary>
internal sealed class NoClaim : Fault
{
    public override Transition Apply(Proposal proposal, ProposalCommand command, DateTimeOffset now) =>
        command is ProposalCommand.Acquire && proposal.Status is ProposalStatus.Executing
            ? base.Apply(proposal with { Status = ProposalStatus.Approved, Claim = null, Execution = null }, command, now)
            : base.Apply(proposal, command, now);
}
