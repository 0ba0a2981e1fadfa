using System.Text.Json;

using Amazon.Lambda.Core;

using OpsAgent.Core;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Functions.Activities;

namespace OpsAgent.Functions;

/// <summary>
/// Runs every minute and finishes what a crash left half done: starts what was stored and never started, delivers
/// decisions whose callback was lost, ends waits that somebody keeps open by hand, closes what no execution carries any
/// more, and reminds approvers.
/// </summary>
public sealed class SweepFunction(
    AgentSettings settings, CaseFile cases, IProposalIndex index, ISweepPlace places, IApprovalWorkflow workflow, INotifier notifier, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastCall = TimeSpan.FromMinutes(2);

    // A proposal this young may be in the hands of the request that made it, and its execution not to be seen yet.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>No execution lasts longer, so none waits for a decision about an older proposal.</summary>
    public static readonly TimeSpan LongestRun = TimeSpan.FromHours(3);

    public async Task<SweepResult> HandleAsync(JsonElement input, ILambdaContext context)
    {
        var done = new Tally();
        var recently = time.GetUtcNow() - settings.Scaled(LongestRun);
        (ProposalStatus, DateTimeOffset)[] statuses =
        [
            (ProposalStatus.Approved, DateTimeOffset.UnixEpoch),
            (ProposalStatus.Submitted, DateTimeOffset.UnixEpoch),
            (ProposalStatus.Executing, DateTimeOffset.UnixEpoch),
            (ProposalStatus.Denied, recently),
            (ProposalStatus.Withdrawn, recently),
            (ProposalStatus.Pending, DateTimeOffset.UnixEpoch),
        ];
        var complete = await new SweepRound(index, places, context).GoAsync(statuses, proposal => MendAsync(proposal, done));
        return new SweepResult(done.Started, done.Resumed, done.Closed, done.Reminded, done.Pending, complete);
    }

    private async Task MendAsync(Proposal listed, Tally done)
    {
        if (IsYoung(listed) || (listed.IsTerminal && !JustEnded(listed)))
        {
            return;
        }

        // The index may lag, and what is done here must fit the proposal as it is.
        var file = await cases.OpenAsync(listed.Id, CancellationToken.None);
        if (file.Proposal.Status != listed.Status)
        {
            return;
        }

        done.Pending += file.Proposal.Status is ProposalStatus.Pending ? 1 : 0;
        if (IsBeingMade(file.Proposal))
        {
            // Stopping an execution does not stop the invocation that holds the claim.
            return;
        }

        var run = await workflow.DescribeAsync(file.Proposal, CancellationToken.None);
        if (run is null && file.Proposal.Status is ProposalStatus.Submitted)
        {
            await StartAsync(file, done);
        }
        else if (run is { IsRunning: true })
        {
            await WakeAsync(file.Proposal, done);
        }
        else if (!file.Proposal.IsTerminal)
        {
            done.Closed += await CloseAsync(file);
        }
    }

    private async Task StartAsync(Case file, Tally done)
    {
        if (await workflow.StartAsync(file.Proposal, CancellationToken.None))
        {
            done.Started++;
        }
        else
        {
            done.Closed += await CloseAsync(file);
        }
    }

    /// <summary>What the running execution may wait for.</summary>
    private async Task WakeAsync(Proposal proposal, Tally done)
    {
        var isDecided = proposal.Status is ProposalStatus.Approved or ProposalStatus.Denied or ProposalStatus.Withdrawn;
        if (isDecided || IsOverdue(proposal))
        {
            done.Resumed += await workflow.ResumeAsync(proposal, CancellationToken.None) ? 1 : 0;
        }
        else if (proposal.Status is ProposalStatus.Pending && await RemindAsync(proposal))
        {
            done.Reminded++;
        }
    }

    private bool IsYoung(Proposal proposal) => time.GetUtcNow() - (proposal.Wait?.EnteredAt ?? proposal.CreatedAt) <= settings.Scaled(Patience);

    private bool IsBeingMade(Proposal proposal) =>
        proposal is { Status: ProposalStatus.Executing, Execution: null, Claim: { Released: false } claim } && time.GetUtcNow() < claim.Deadline;

    // An execution that still waits after its window is woken by its own heartbeat.
    private bool JustEnded(Proposal proposal) =>
        proposal is { Wait: { } wait, EndedAt: { } ended } && time.GetUtcNow() is var now && now - ended > settings.Scaled(Patience) && now < wait.ExpiresAt + settings.Scaled(Every);

    // The machine's own heartbeat ends the wait ten seconds after the store closes, unless somebody beats it by hand.
    private bool IsOverdue(Proposal proposal) =>
        proposal is { Status: ProposalStatus.Pending, Wait: { } wait } && time.GetUtcNow() >= wait.ExpiresAt + settings.Scaled(Every);

    /// <summary>Tells the requester first: a crash in between tells them twice, and never leaves them untold.</summary>
    private async Task<int> CloseAsync(Case file)
    {
        var stopped = new Refusal(ErrorCode.InternalError, "The workflow was stopped before it was through.");
        if (ProposalTransitions.Apply(file.Proposal, CaseFile.Ending(file, stopped), time.GetUtcNow()) is not Transition.Applied { Proposal: var expected })
        {
            return 0;
        }

        await TellAsync(expected);
        var transition = await cases.FinishAsync(file, stopped, Channel.Sweep, CancellationToken.None);
        if (transition is Transition.Applied && transition.Proposal.Status != expected.Status)
        {
            await TellAsync(transition.Proposal);
        }

        return transition is Transition.Applied ? 1 : 0;
    }

    private Task TellAsync(Proposal proposal) =>
        notifier.NotifyAsync(new Notice(NoticeKind.Outcome, proposal.Id, OutcomeWords.Of(proposal)), CancellationToken.None);

    /// <summary>Once at half time and once two minutes before the end: each moment falls into one run's minute.</summary>
    private async Task<bool> RemindAsync(Proposal proposal)
    {
        var wait = proposal.Wait!;
        var (now, tick) = (time.GetUtcNow(), settings.Scaled(Every));
        var half = wait.EnteredAt + ((wait.ExpiresAt - wait.EnteredAt) / 2);
        var last = wait.ExpiresAt - settings.Scaled(LastCall);
        if (!IsDue(half) && !IsDue(last))
        {
            return false;
        }

        await notifier.NotifyAsync(
            new Notice(NoticeKind.Reminder, proposal.Id, $"{OutcomeWords.Of(proposal)} Open until {Instant.Text(wait.ExpiresAt)}."),
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
