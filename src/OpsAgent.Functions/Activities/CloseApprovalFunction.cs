using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;

namespace OpsAgent.Functions.Activities;

/// <summary>The window is over: closes the proposal if nobody decided, and answers what the store says.</summary>
public sealed class CloseApprovalFunction(CaseFile cases)
{
    public async Task<StatusResult> HandleAsync(StepInput input, ILambdaContext context)
    {
        var file = await cases.OpenAsync(input.ProposalId, CancellationToken.None);
        var transition = await cases.ApplyAsync(
            file.Proposal, new ProposalCommand.Close("Nobody decided within the approval window."), Channel.Workflow, CancellationToken.None);
        return new StatusResult(StatusWord.Of(transition.Proposal.Status));
    }
}
