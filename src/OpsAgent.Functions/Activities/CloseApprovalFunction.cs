using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Activities;

/// <summary>The approval window is over: closes the proposal if nobody decided, and answers the status that is stored.</summary>
public sealed class CloseApprovalFunction(ProposalContextLoader contexts)
{
    public async Task<StatusResult> HandleAsync(StepInput input, CancellationToken cancellationToken)
    {
        var context = await contexts.LoadAsync(input.ProposalId, cancellationToken);
        var transition = await contexts.ApplyAsync(
            context.Proposal, new ProposalCommand.Close("Nobody decided within the approval window."), RequestSource.Workflow, cancellationToken);
        return new StatusResult(WireName.Of(transition.Proposal.Status));
    }
}
