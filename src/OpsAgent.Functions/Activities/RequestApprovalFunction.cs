using System.Text.Json;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Activities;

/// <summary>
/// Opens the proposal for decisions and notifies the approvers. A decision may come before this function has answered: the state
/// machine accepts the callback. This function never calls back itself.
/// </summary>
public sealed class RequestApprovalFunction(
    AgentOptions options, ProposalContextLoader contexts, IStateMachine stateMachine, INotifier notifier, ApproverNames approvers, TimeProvider time)
{
    /// <summary>The longest window, whatever the caller says: the state's HeartbeatSeconds.</summary>
    public static readonly TimeSpan MaxWindow = TimeSpan.FromSeconds(900);

    /// <summary>How long after it was made a proposal can be decided at most.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(20);

    // Step Functions' clock and ours.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(10);

    /// <summary>How much earlier than the state machine's heartbeat timeout the store stops taking decisions.</summary>
    public static readonly TimeSpan Guard = TimeSpan.FromSeconds(10);

    public async Task<StatusResult> HandleAsync(StepInput input, CancellationToken cancellationToken)
    {
        if (input is not { TaskToken: { } token, EnteredAt: { } enteredAt, ApprovalWindowSeconds: { } window })
        {
            throw new ApprovalInvalid("RequestApproval needs task_token, entered_at and approval_window_seconds.");
        }

        var context = await contexts.LoadAsync(input, FunctionNames.RequestApproval, cancellationToken);
        var proposal = context.Proposal;
        if (proposal is { IsTerminal: true, Wait: not null } or { Status: ProposalStatus.Approved or ProposalStatus.Executing })
        {
            // Decided between two attempts of this step: the callback went to the task token of the earlier attempt.
            throw new AlreadyDecided($"The proposal is {WireName.Of(proposal.Status)} already.");
        }

        var wait = WaitOf(proposal, token, enteredAt, input.RetryCount ?? 0, window);
        var isRepeat = proposal.Wait is { } stored && stored.TaskToken.Reveal() == token.Reveal();
        if (Check(proposal, wait, enteredAt) is { } problem && !isRepeat)
        {
            throw new ApprovalInvalid(await contexts.RefuseAsync(context, FunctionNames.RequestApproval, problem, cancellationToken));
        }

        // A token that replaces another takes the callback away from it, so the state machine must really have made it.
        if (proposal.Wait is not null && !isRepeat && !await stateMachine.IsWaitingAsync(proposal, enteredAt, wait.RetryCount, cancellationToken))
        {
            // Its history may lag.
            throw new TransientAwsError(await contexts.RefuseAsync(
                context, FunctionNames.RequestApproval, "the history of the execution does not show this attempt of the wait", cancellationToken));
        }

        var transition = isRepeat
            ? new Transition.NoEffect(proposal)
            : await contexts.ApplyAsync(proposal, new ProposalCommand.Await(wait), RequestSource.Workflow, cancellationToken);
        proposal = transition.Proposal;
        if (proposal.Status is not ProposalStatus.Pending)
        {
            throw new AlreadyDecided($"The proposal is {WireName.Of(proposal.Status)} already.");
        }

        if (transition is Transition.Applied)
        {
            await notifier.NotifyAsync(ApprovalRequest(proposal, await approvers.SentenceAsync(proposal, cancellationToken)), cancellationToken);

            // A notifier whose time is over says so in the log alone; the next attempt asks again, under a newer task token.
            cancellationToken.ThrowIfCancellationRequested();
        }

        return new StatusResult(WireName.Of(proposal.Status));
    }

    private ApprovalWait WaitOf(Proposal proposal, TaskToken token, DateTimeOffset enteredAt, int retryCount, int window)
    {
        var now = time.GetUtcNow();
        var from = enteredAt < now ? enteredAt : now;
        var expiresAt = from + options.Scaled(TimeSpan.FromSeconds(Math.Clamp(window, 0, MaxWindow.TotalSeconds)) - Guard);
        var latest = proposal.CreatedAt + options.Scaled(MaxAge);
        return new ApprovalWait(token, from, retryCount, expiresAt < latest ? expiresAt : latest);
    }

    private string? Check(Proposal proposal, ApprovalWait wait, DateTimeOffset enteredAt) =>
        enteredAt > time.GetUtcNow() + ClockSkew ? "the wait was entered in the future"
        : proposal.Status is ProposalStatus.Submitted && proposal.Risk is null ? "the proposal has no risk assessment, so nobody can be asked"
        : proposal.Status is not (ProposalStatus.Submitted or ProposalStatus.Pending) ? $"the proposal is {WireName.Of(proposal.Status)}"
        : !wait.IsNewerThan(proposal.Wait) ? "a later attempt of the wait is stored already"
        : null;

    private static Notice ApprovalRequest(Proposal proposal, string approvers)
    {
        var risk = proposal.Risk!;
        var level = WireName.Of(risk.Level);
        return new Notice(
            NoticeKind.ApprovalRequested,
            proposal,
            $"{proposal.Requester.UserId} proposes: {string.Join(' ', [proposal.Plan.Summary, .. proposal.Plan.Notes])} Reason: {proposal.Plan.Reason ?? "none given"} Risk {level}: {string.Join(' ', risk.Reasons)} "
            + $"Plan {proposal.PlanHash.Short}, open until {Timestamps.Text(proposal.Wait!.ExpiresAt)}, approvals needed: {proposal.ApprovalsNeeded}.{approvers} "
            + $"Decide in the console, {ProposalId.ConsolePath(proposal.Id.Value)}.");
    }
}
