using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Effects;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Reconciler;

/// <summary>
/// Runs every minute, and when the policy changes, and finishes what a crash left half done: starts what was stored and never started, delivers
/// decisions whose callback was lost, ends waits that somebody keeps open by hand, closes what no execution carries any
/// more, rejects what the policy refuses by now, reminds approvers, and looks whether what was changed helped. What its time does not suffice for is left to the next minute. One run at a time works; another
/// that comes meanwhile ends at once.
/// </summary>
public sealed class ReconcilerFunction(
    AgentOptions options,
    ProposalContextLoader contexts,
    IProposalIndex index,
    IReconcilerCursor cursor,
    IReconcilerLease lease,
    IStateMachine stateMachine,
    EffectReader effects,
    PolicyCheck policies,
    RoleDirectory roles,
    INotifier notifier,
    ApproverNames approvers,
    IdSource ids,
    TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastReminder = TimeSpan.FromMinutes(2);

    // Beyond Lambda's own deadline, so that a lease never ends before its run, and short enough for the second next minute.
    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(5);

    // A younger proposal may still be worked on by the request that made it, and its execution not be visible yet.
    private static readonly TimeSpan MinAge = TimeSpan.FromSeconds(30);

    /// <summary>What a run says that leaves the work to another.</summary>
    public const string AnotherRun = "Reconciler: another run is at work, and this one ends.";

    /// <summary>No execution lasts longer, so none waits for a decision about an older proposal.</summary>
    public static readonly TimeSpan MaxRunTime = TimeSpan.FromHours(3);

    /// <exception cref="AwsException">A status could not be listed, and the others were reconciled; or the lease could not be asked for.</exception>
    public async Task<ReconcilerResult> HandleAsync(ILambdaContext lambdaContext, InvocationDeadline deadline)
    {
        var now = time.GetUtcNow();
        var wanted = new ReconcilerLease(ids.NewUlid(), now, now + options.Scaled(lambdaContext.RemainingTime + LeaseMargin));
        if (!await lease.TryTakeAsync(wanted, deadline.Work))
        {
            lambdaContext.Logger.LogInformation(AnotherRun);
            return new ReconcilerResult(0, 0, 0, 0, 0, Complete: false);
        }

        try
        {
            return await ReconcileAllAsync(lambdaContext, deadline);
        }
        finally
        {
            await FreeAsync(wanted, lambdaContext, deadline);
        }
    }

    // A lease that stays ends by itself.
    private async Task FreeAsync(ReconcilerLease taken, ILambdaContext lambdaContext, InvocationDeadline deadline)
    {
        try
        {
            await lease.FreeAsync(taken, deadline.Answer);
        }
        catch (Exception e) when (e is AwsException or OperationCanceledException)
        {
            lambdaContext.Logger.LogWarning($"Reconciler: its lease stays until {Timestamps.Text(taken.End)}: {e.Message}");
        }
    }

    private async Task<ReconcilerResult> ReconcileAllAsync(ILambdaContext lambdaContext, InvocationDeadline deadline)
    {
        var tally = new Tally();
        var recently = time.GetUtcNow() - options.Scaled(MaxRunTime);
        (ProposalStatus, DateTimeOffset)[] statuses =
        [
            (ProposalStatus.Approved, DateTimeOffset.UnixEpoch),
            (ProposalStatus.Submitted, DateTimeOffset.UnixEpoch),
            (ProposalStatus.Executing, DateTimeOffset.UnixEpoch),
            (ProposalStatus.Denied, recently),
            (ProposalStatus.Withdrawn, recently),
            (ProposalStatus.Rejected, recently),
            (ProposalStatus.Pending, DateTimeOffset.UnixEpoch),
            (ProposalStatus.Completed, recently),
        ];
        var pending = new PendingPolicy(policies, roles, contexts, stateMachine, notifier, lambdaContext.Logger, time);
        await pending.ReadAsync(deadline.Work);
        var isComplete = await new ReconcilerPass(index, cursor, lambdaContext, deadline).RunAsync(statuses, proposal => ReconcileAsync(proposal, pending, tally, deadline.Work));
        return new ReconcilerResult(tally.Started, tally.Resumed, tally.Closed, tally.Reminded, tally.Pending, isComplete);
    }

    private async Task ReconcileAsync(Proposal listed, PendingPolicy pending, Tally tally, CancellationToken cancellationToken)
    {
        if (listed.Status is ProposalStatus.Completed)
        {
            await LookAtEffectAsync(listed, cancellationToken);
            return;
        }

        // However young it is: people must not be asked for what is refused by now.
        if (listed.Status is ProposalStatus.Pending && await pending.RejectOrRaiseAsync(listed, cancellationToken))
        {
            tally.Resumed++;
            return;
        }

        tally.Pending += listed.Status is ProposalStatus.Pending ? 1 : 0;
        if (IsYoung(listed) || (listed.IsTerminal && !EndedRecently(listed)))
        {
            return;
        }

        // The index may lag, and what is done here must fit the proposal as it is.
        var context = await contexts.LoadAsync(listed.Id, cancellationToken);
        if (context.Proposal.Status != listed.Status)
        {
            // Counted only where it still waits: it is listed again in the status that it has now.
            tally.Pending -= listed.Status is ProposalStatus.Pending ? 1 : 0;
            return;
        }

        if (IsBeingExecuted(context.Proposal))
        {
            // Stopping an execution does not stop the invocation that holds the claim.
            return;
        }

        var execution = await stateMachine.DescribeAsync(context.Proposal, cancellationToken);
        if (execution is null && context.Proposal.Status is ProposalStatus.Submitted)
        {
            await StartAsync(context, tally, cancellationToken);
        }
        else if (execution is { IsRunning: true })
        {
            await ResumeOrRemindAsync(context.Proposal, tally, cancellationToken);
        }
        else if (!context.Proposal.IsTerminal)
        {
            tally.Closed += await CloseAsync(context, cancellationToken);
        }
    }

    private async Task StartAsync(ProposalContext context, Tally tally, CancellationToken cancellationToken)
    {
        if (await stateMachine.StartAsync(context.Proposal, cancellationToken))
        {
            tally.Started++;
        }
        else
        {
            tally.Closed += await CloseAsync(context, cancellationToken);
        }
    }

    /// <summary>The execution runs: gives it a decision that it may still wait for, or reminds the approvers.</summary>
    private async Task ResumeOrRemindAsync(Proposal proposal, Tally tally, CancellationToken cancellationToken)
    {
        var isDecided = proposal.Status is ProposalStatus.Approved or ProposalStatus.Denied or ProposalStatus.Withdrawn or ProposalStatus.Rejected;
        if (isDecided || IsOverdue(proposal))
        {
            tally.Resumed += await stateMachine.ResumeAsync(proposal, cancellationToken) ? 1 : 0;
        }
        else if (proposal.Status is ProposalStatus.Pending && await RemindAsync(proposal, cancellationToken))
        {
            tally.Reminded++;
        }
    }

    // A time in the future hides nothing.
    private bool IsYoung(Proposal proposal) =>
        time.GetUtcNow() - (proposal.Wait?.EnteredAt ?? proposal.CreatedAt) is var age && age >= TimeSpan.Zero && age <= options.Scaled(MinAge);

    private bool IsBeingExecuted(Proposal proposal) =>
        proposal is { Status: ProposalStatus.Executing, Execution: null, Claim: { Released: false } claim } && time.GetUtcNow() < claim.Deadline;

    // An execution that still waits after its window is ended by its own heartbeat timeout.
    private bool EndedRecently(Proposal proposal) =>
        proposal is { Wait: { } wait, EndedAt: { } ended } && time.GetUtcNow() is var now && now - ended > options.Scaled(MinAge) && now < wait.ExpiresAt + options.Scaled(Interval);

    // The heartbeat timeout ends the wait ten seconds after the store closes, unless somebody sends heartbeats by hand.
    private bool IsOverdue(Proposal proposal) =>
        proposal is { Status: ProposalStatus.Pending, Wait: { } wait } && time.GetUtcNow() >= wait.ExpiresAt + options.Scaled(Interval);

    /// <summary>Notifies the requester first: a crash in between notifies them twice rather than never.</summary>
    private async Task<int> CloseAsync(ProposalContext context, CancellationToken cancellationToken)
    {
        var stopped = new Refusal(ErrorCode.InternalError, "The workflow was stopped before it was through.");
        if (ProposalTransitions.Apply(context.Proposal, contexts.FinishCommand(context, stopped, hasEnded: true), time.GetUtcNow()) is not Transition.Applied { Proposal: var expected })
        {
            return 0;
        }

        await NotifyAsync(expected, cancellationToken);

        // A notifier whose time is over says so in the log alone; the next run notifies and closes.
        cancellationToken.ThrowIfCancellationRequested();
        var transition = await contexts.FinishAsync(context, stopped, RequestSource.Reconciler, hasEnded: true, cancellationToken);
        if (transition is Transition.Applied && transition.Proposal.Status != expected.Status)
        {
            await NotifyAsync(transition.Proposal, cancellationToken);
        }

        return transition is Transition.Applied ? 1 : 0;
    }

    private Task NotifyAsync(Proposal proposal, CancellationToken cancellationToken) =>
        notifier.NotifyAsync(new Notice(NoticeKind.Outcome, proposal, OutcomeMessage.ToRequester(proposal)), cancellationToken);

    /// <summary>Stores that it reminds before it does, so that neither a late run nor two at once remind twice or not at all.</summary>
    private async Task<bool> RemindAsync(Proposal proposal, CancellationToken cancellationToken)
    {
        var transition = await contexts.ApplyAsync(proposal, new ProposalCommand.Remind(options.Scaled(LastReminder)), RequestSource.Reconciler, cancellationToken);
        if (transition is not Transition.Applied { Proposal: { Wait: { } wait } reminded })
        {
            return false;
        }

        await notifier.NotifyAsync(
            new Notice(NoticeKind.Reminder, reminded, $"{OutcomeMessage.Of(reminded)}{await approvers.SentenceAsync(reminded, cancellationToken)} Open until {Timestamps.Text(wait.ExpiresAt)}."),
            cancellationToken);
        return true;
    }

    /// <summary>Stores what it saw before it tells the requester, as with a reminder.</summary>
    private async Task LookAtEffectAsync(Proposal listed, CancellationToken cancellationToken)
    {
        if (listed is not { EffectDueAt: { } due, EndedAt: { } ended, Watch: { } watch } || time.GetUtcNow() < due)
        {
            return;
        }

        var effect = await ReadEffectAsync(listed, due, watch, cancellationToken);
        var command = new ProposalCommand.RecordEffect(effect, EffectSchedule.Next(ended, time.GetUtcNow(), options.Scaled));
        if (await contexts.ApplyAsync(listed, command, RequestSource.Reconciler, cancellationToken) is Transition.Applied { Proposal: var proposal })
        {
            await notifier.NotifyAsync(new Notice(NoticeKind.Effect, proposal, OutcomeMessage.Of(proposal)), cancellationToken);
        }
    }

    // While it is not answered the next minute tries again.
    private async Task<EffectRecord> ReadEffectAsync(Proposal proposal, DateTimeOffset due, WatchedSignal watch, CancellationToken cancellationToken)
    {
        try
        {
            return await effects.LookAsync(proposal, cancellationToken);
        }
        catch (AwsException e) when (time.GetUtcNow() >= due + options.Scaled(EffectSchedule.Patience))
        {
            return new EffectRecord(time.GetUtcNow(), EffectVerdict.Unknown, $"Whether it helped is not known: {watch.Display()} could not be read. {e.Message}");
        }
    }

    private sealed class Tally
    {
        public int Started { get; set; }

        public int Resumed { get; set; }

        public int Closed { get; set; }

        public int Reminded { get; set; }

        public int Pending { get; set; }
    }
}
