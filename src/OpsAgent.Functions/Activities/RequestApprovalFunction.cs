using System.Text.Json;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;

namespace OpsAgent.Functions.Activities;

/// <summary>
/// Opens the proposal for decisions and notifies the approvers. A decision may come before this function has answered: the state
/// machine accepts the callback. This function never calls back itself.
/// </summary>
public sealed class RequestApprovalFunction(AgentOptions options, ProposalContextLoader contexts, INotifier notifier)
{
    /// <summary>How much earlier than the state machine's heartbeat timeout the store stops taking decisions.</summary>
    public static readonly TimeSpan Guard = TimeSpan.FromSeconds(10);

    public async Task<StatusResult> HandleAsync(StepInput input, CancellationToken cancellationToken)
    {
        if (input is not { TaskToken: { } token, EnteredAt: { } enteredAt, ApprovalWindowSeconds: { } window })
        {
            throw new ApprovalInvalid("RequestApproval needs task_token, entered_at and approval_window_seconds.");
        }

        var context = await contexts.LoadAsync(input.ProposalId, cancellationToken);
        var expiresAt = enteredAt + options.Scaled(TimeSpan.FromSeconds(window) - Guard);
        var wait = new ApprovalWait(token, enteredAt, input.RetryCount ?? 0, expiresAt);
        var transition = await contexts.ApplyAsync(context.Proposal, new ProposalCommand.Await(wait), RequestSource.Workflow, cancellationToken);
        var proposal = transition.Proposal;
        if (proposal.Status is ProposalStatus.Submitted)
        {
            throw new ApprovalInvalid("The proposal has no risk assessment, so nobody can be asked.");
        }

        if (proposal.Status is not ProposalStatus.Pending)
        {
            // Decided between two attempts of this step: the callback went to the task token of the earlier attempt.
            throw new AlreadyDecided($"The proposal is {WireName.Of(proposal.Status)} already.");
        }

        if (transition is Transition.Applied)
        {
            await notifier.NotifyAsync(ApprovalRequest(proposal), cancellationToken);

            // A notifier whose time is over says so in the log alone; the next attempt asks again, under a newer task token.
            cancellationToken.ThrowIfCancellationRequested();
        }

        return new StatusResult(WireName.Of(proposal.Status));
    }

    private static Notice ApprovalRequest(Proposal proposal)
    {
        var risk = proposal.Risk!;
        var level = WireName.Of(risk.Level);
        return new Notice(
            NoticeKind.ApprovalRequested,
            proposal.Id,
            $"{proposal.Requester.UserId} proposes: {proposal.Plan.Summary} Risk {level}: {string.Join(' ', risk.Reasons)} "
            + $"Plan {proposal.PlanHash.Short}, open until {Timestamps.Text(proposal.Wait!.ExpiresAt)}, approvals needed: {proposal.ApprovalsNeeded}.");
    }
}
