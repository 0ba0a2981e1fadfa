using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Identity;

namespace OpsAgent.Functions.Activities;

/// <summary>The window is over: closes the proposal if nobody decided, and answers what the store says.</summary>
public sealed class CloseApprovalFunction(ProposalContextLoader contexts)
{
    public async Task<StatusResult> HandleAsync(StepInput input, ILambdaContext lambdaContext)
    {
        var context = await contexts.LoadAsync(input.ProposalId, CancellationToken.None);
        var transition = await contexts.ApplyAsync(
            context.Proposal, new ProposalCommand.Close("Nobody decided within the approval window."), RequestSource.Workflow, CancellationToken.None);
        return new StatusResult(StatusName.Of(transition.Proposal.Status));
    }
}
