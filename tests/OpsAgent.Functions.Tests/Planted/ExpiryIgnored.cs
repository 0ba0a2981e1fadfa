using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>A window that has closed is open while nobody has closed it.</summary>
internal sealed class ExpiryIgnored : Fault
{
    public override Transition Apply(Proposal proposal, ProposalCommand command, DateTimeOffset now) =>
        command is ProposalCommand.Approve && proposal is { Status: ProposalStatus.Pending, Wait: { } wait }
        && base.Apply(proposal with { Wait = wait with { ExpiresAt = DateTimeOffset.MaxValue } }, command, now) is Transition.Applied applied
            ? applied with { Proposal = applied.Proposal with { Wait = wait } }
            : base.Apply(proposal, command, now);
}
