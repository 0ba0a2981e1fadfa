using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Activities;

/// <summary>The approval window is over: closes the proposal if nobody decided, and answers the status that is stored.</summary>
public sealed class CloseApprovalFunction(ProposalContextLoader contexts, TimeProvider time)
{
    public async Task<StatusResult> HandleAsync(StepInput input, CancellationToken cancellationToken)
    {
        var context = await contexts.LoadAsync(input, FunctionNames.CloseApproval, cancellationToken);
        var problem = context.Proposal switch
        {
            { Status: ProposalStatus.Submitted } => "nobody was asked yet",
            { Status: ProposalStatus.Pending, Wait: { } wait } when time.GetUtcNow() < wait.ExpiresAt => $"people may decide until {Timestamps.Text(wait.ExpiresAt)}",
            _ => null,
        };
        if (problem is not null)
        {
            throw new ApprovalInvalid(await contexts.RefuseAsync(context, FunctionNames.CloseApproval, problem, cancellationToken));
        }

        var transition = await contexts.ApplyAsync(
            context.Proposal, new ProposalCommand.Close("Nobody decided within the approval window."), RequestSource.Workflow, cancellationToken);
        return new StatusResult(WireName.Of(transition.Proposal.Status));
    }
}
