using System.Text.Json;

using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities;

namespace OpsAgent.Functions.Reconciler;

/// <summary>
/// Runs every minute and finishes what a crash left half done: starts what was stored and never started, delivers
/// decisions whose callback was lost, ends waits that somebody keeps open by hand, closes what no execution carries any
/// more, and reminds approvers.
/// </summary>
public sealed class ReconcilerFunction(
    AgentOptions options, ProposalContextLoader contexts, IProposalIndex index, IReconcilerCursor places, IStateMachine stateMachine, INotifier notifier, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastCall = TimeSpan.FromMinutes(2);

    // A proposal this young may be in the hands of the request that made it, and its execution not to be seen yet.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>No execution lasts longer, so none waits for a decision about an older proposal.</summary>
    public static readonly TimeSpan MaxRunTime = TimeSpan.FromHours(3);

    public async Task<ReconcilerResult> HandleAsync(JsonElement input, ILambdaContext lambdaContext)
    {
        var done = new Tally();
        var recently = time.GetUtcNow() - options.Scaled(MaxRunTime);
        (ProposalStatus, DateTimeOffset)[] statuses =
        [
            (ProposalStatus.Approved, DateTimeOffset.UnixEpoch),
            (ProposalStatus.Submitted, DateTimeOffset.UnixEpoch),
            (ProposalStatus.Executing, DateTimeOffset.UnixEpoch),
            (ProposalStatus.Denied, recently),
            (ProposalStatus.Withdrawn, recently),
            (ProposalStatus.Pending, DateTimeOffset.UnixEpoch),
        ];
        var complete = await new ReconcilerPass(index, places, lambdaContext).RunAsync(statuses, proposal => ReconcileAsync(proposal, done));
        return new ReconcilerResult(done.Started, done.Resumed, done.Closed, done.Reminded, done.Pending, complete);
    }

    private async Task ReconcileAsync(Proposal listed, Tally done)
    {
        if (IsYoung(listed) || (listed.IsTerminal && !JustEnded(listed)))
        {
            return;
        }

        // The index may lag, and what is done here must fit the proposal as it is.
        var context = await contexts.LoadAsync(listed.Id, CancellationToken.None);
        if (context.Proposal.Status != listed.Status)
        {
            return;
        }

        done.Pending += context.Proposal.Status is ProposalStatus.Pending ? 1 : 0;
        if (IsBeingMade(context.Proposal))
        {
            // Stopping an execution does not stop the invocation that holds the claim.
            return;
        }

        var run = await stateMachine.DescribeAsync(context.Proposal, CancellationToken.None);
        if (run is null && context.Proposal.Status is ProposalStatus.Submitted)
        {
            await StartAsync(context, done);
        }
        else if (run is { IsRunning: true })
        {
            await WakeAsync(context.Proposal, done);
        }
        else if (!context.Proposal.IsTerminal)
        {
            done.Closed += await CloseAsync(context);
        }
    }

    private async Task StartAsync(ProposalContext context, Tally done)
    {
        if (await stateMachine.StartAsync(context.Proposal, CancellationToken.None))
        {
            done.Started++;
        }
        else
        {
            done.Closed += await CloseAsync(context);
        }
    }

    /// <summary>What the running execution may wait for.</summary>
    private async Task WakeAsync(Proposal proposal, Tally done)
    {
        var isDecided = proposal.Status is ProposalStatus.Approved or ProposalStatus.Denied or ProposalStatus.Withdrawn;
        if (isDecided || IsOverdue(proposal))
        {
            done.Resumed += await stateMachine.ResumeAsync(proposal, CancellationToken.None) ? 1 : 0;
        }
        else if (proposal.Status is ProposalStatus.Pending && await RemindAsync(proposal))
        {
            done.Reminded++;
        }
    }

    private bool IsYoung(Proposal proposal) => time.GetUtcNow() - (proposal.Wait?.EnteredAt ?? proposal.CreatedAt) <= options.Scaled(Patience);

    private bool IsBeingMade(Proposal proposal) =>
        proposal is { Status: ProposalStatus.Executing, Execution: null, Claim: { Released: false } claim } && time.GetUtcNow() < claim.Deadline;

    // An execution that still waits after its window is woken by its own heartbeat.
    private bool JustEnded(Proposal proposal) =>
        proposal is { Wait: { } wait, EndedAt: { } ended } && time.GetUtcNow() is var now && now - ended > options.Scaled(Patience) && now < wait.ExpiresAt + options.Scaled(Every);

    // The machine's own heartbeat ends the wait ten seconds after the store closes, unless somebody beats it by hand.
    private bool IsOverdue(Proposal proposal) =>
        proposal is { Status: ProposalStatus.Pending, Wait: { } wait } && time.GetUtcNow() >= wait.ExpiresAt + options.Scaled(Every);

    /// <summary>Tells the requester first: a crash in between tells them twice, and never leaves them untold.</summary>
    private async Task<int> CloseAsync(ProposalContext context)
    {
        var stopped = new Refusal(ErrorCode.InternalError, "The workflow was stopped before it was through.");
        if (ProposalTransitions.Apply(context.Proposal, ProposalContextLoader.FinishCommand(context, stopped), time.GetUtcNow()) is not Transition.Applied { Proposal: var expected })
        {
            return 0;
        }

        await TellAsync(expected);
        var transition = await contexts.FinishAsync(context, stopped, RequestSource.Reconciler, CancellationToken.None);
        if (transition is Transition.Applied && transition.Proposal.Status != expected.Status)
        {
            await TellAsync(transition.Proposal);
        }

        return transition is Transition.Applied ? 1 : 0;
    }

    private Task TellAsync(Proposal proposal) =>
        notifier.NotifyAsync(new Notice(NoticeKind.Outcome, proposal.Id, OutcomeMessage.Of(proposal)), CancellationToken.None);

    /// <summary>Once at half time and once two minutes before the end: each moment falls into one run's minute.</summary>
    private async Task<bool> RemindAsync(Proposal proposal)
    {
        var wait = proposal.Wait!;
        var (now, tick) = (time.GetUtcNow(), options.Scaled(Every));
        var half = wait.EnteredAt + ((wait.ExpiresAt - wait.EnteredAt) / 2);
        var last = wait.ExpiresAt - options.Scaled(LastCall);
        if (!IsDue(half) && !IsDue(last))
        {
            return false;
        }

        await notifier.NotifyAsync(
            new Notice(NoticeKind.Reminder, proposal.Id, $"{OutcomeMessage.Of(proposal)} Open until {Timestamps.Text(wait.ExpiresAt)}."),
            CancellationToken.None);
        return true;

        bool IsDue(DateTimeOffset moment) => now >= moment && now < moment + tick;
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
