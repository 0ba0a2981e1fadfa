using System.Text.Json;

using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;

namespace OpsAgent.Functions.Activities;

/// <summary>
/// Opens the proposal for decisions and tells the approvers. A decision that comes before this has answered is
/// legal: the state machine takes the callback all the same. This function never calls back itself.
/// </summary>
public sealed class RequestApprovalFunction(AgentOptions options, ProposalContextLoader contexts, INotifier notifier)
{
    /// <summary>Our store closes this much earlier than the state machine, so that it never decides after it.</summary>
    public static readonly TimeSpan Guard = TimeSpan.FromSeconds(10);

    public async Task<StatusResult> HandleAsync(StepInput input, ILambdaContext lambdaContext)
    {
        if (input is not { TaskToken: { } token, EnteredAt: { } enteredAt, ApprovalWindowSeconds: { } window })
        {
            throw new ApprovalInvalid("RequestApproval needs task_token, entered_at and approval_window_seconds.");
        }

        var context = await contexts.LoadAsync(input.ProposalId, CancellationToken.None);
        var expiresAt = enteredAt + options.Scaled(TimeSpan.FromSeconds(window) - Guard);
        var wait = new ApprovalWait(token, enteredAt, input.RetryCount ?? 0, expiresAt);
        var transition = await contexts.ApplyAsync(context.Proposal, new ProposalCommand.Await(wait), RequestSource.Workflow, CancellationToken.None);
        var proposal = transition.Proposal;
        if (proposal.Status is ProposalStatus.Submitted)
        {
            throw new ApprovalInvalid("The proposal has no risk assessment, so nobody can be asked.");
        }

        if (proposal.Status is not ProposalStatus.Pending)
        {
            // Decided between two attempts of this step: whoever decided knows only the token of the attempt before.
            throw new AlreadyDecided($"The proposal is {StatusName.Of(proposal.Status)} already.");
        }

        if (transition is Transition.Applied)
        {
            await notifier.NotifyAsync(Ask(proposal), CancellationToken.None);
        }

        return new StatusResult(StatusName.Of(proposal.Status));
    }

    private static Notice Ask(Proposal proposal)
    {
        var risk = proposal.Risk!;
        var level = WireName.Of(risk.Level);
        return new Notice(
            NoticeKind.ApprovalRequested,
            proposal.Id,
            $"{proposal.Requester.UserId} proposes: {proposal.Plan.Summary} Risk {level}: {string.Join(' ', risk.Reasons)} "
            + $"Plan {proposal.PlanHash.Short}, open until {Timestamps.Text(proposal.Wait!.ExpiresAt)}, approvals needed: {risk.ApprovalsNeeded}.");
    }
}
