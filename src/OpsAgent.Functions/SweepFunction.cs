using System.Text.Json;

using Amazon.Lambda.Core;

using OpsAgent.Core;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Functions.Activities;

namespace OpsAgent.Functions;

/// <summary>
/// Runs every minute and finishes what a crash left half done: starts what was stored and never started, delivers
/// decisions whose callback was lost, closes what no execution carries any more, and reminds approvers.
/// </summary>
public sealed class SweepFunction(
    AgentSettings settings, CaseFile cases, IProposalIndex index, IApprovalWorkflow workflow, INotifier notifier, TimeProvider time)
{
    private const int AtMost = 200;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastCall = TimeSpan.FromMinutes(2);

    // A proposal this young may be in the hands of the request that made it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<SweepResult> HandleAsync(JsonElement input, ILambdaContext context)
    {
        var done = new Tally();
        await EachAsync(ProposalStatus.Submitted, context, async proposal =>
        {
            if (await workflow.StartAsync(proposal, CancellationToken.None))
            {
                done.Started++;
            }
            else
            {
                done.Closed += await CloseAsync(proposal);
            }
        });
        await EachAsync(ProposalStatus.Approved, context, async proposal =>
        {
            if (!await IsCarriedAsync(proposal))
            {
                done.Closed += await CloseAsync(proposal);
            }
            else if (await workflow.ResumeAsync(proposal, CancellationToken.None))
            {
                done.Resumed++;
            }
        });
        await EachAsync(ProposalStatus.Executing, context, async proposal =>
        {
            // Stopping an execution does not stop the invocation that holds the claim.
            if (!IsBeingMade(proposal) && !await IsCarriedAsync(proposal))
            {
                done.Closed += await CloseAsync(proposal);
            }
        });
        foreach (var ended in (ProposalStatus[])[ProposalStatus.Denied, ProposalStatus.Withdrawn])
        {
            await EachAsync(ended, context, async proposal =>
            {
                if (JustEnded(proposal) && await IsCarriedAsync(proposal) && await workflow.ResumeAsync(proposal, CancellationToken.None))
                {
                    done.Resumed++;
                }
            });
        }

        var pending = await EachAsync(ProposalStatus.Pending, context, async proposal =>
        {
            if (!await IsCarriedAsync(proposal))
            {
                done.Closed += await CloseAsync(proposal);
            }
            else if (await RemindAsync(proposal))
            {
                done.Reminded++;
            }
        });
        return new SweepResult(done.Started, done.Resumed, done.Closed, done.Reminded, pending);
    }

    /// <returns>How many there are.</returns>
    private async Task<int> EachAsync(ProposalStatus status, ILambdaContext context, Func<Proposal, Task> mendAsync)
    {
        var open = await OpenAsync(status);
        foreach (var proposal in open)
        {
            try
            {
                await mendAsync(proposal);
            }
#pragma warning disable CA1031 // One that cannot be mended must not keep the others from it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                context.Logger.LogError($"ERROR sweep of {proposal.Id}: {e}");
            }
        }

        return open.Count;
    }

    private bool IsBeingMade(Proposal proposal) =>
        proposal is { Execution: null, Claim: { Released: false } claim } && time.GetUtcNow() < claim.Deadline;

    // An execution that still waits after its window is woken by its own heartbeat.
    private bool JustEnded(Proposal proposal) =>
        proposal is { Wait: { } wait, EndedAt: { } ended } && time.GetUtcNow() is var now && now - ended > settings.Scaled(Patience) && now < wait.ExpiresAt + settings.Scaled(Every);

    private async Task<IReadOnlyList<Proposal>> OpenAsync(ProposalStatus status)
    {
        var youngest = time.GetUtcNow() - settings.Scaled(Patience);
        var proposals = await index.ListAsync(status, AtMost, CancellationToken.None);
        return [.. proposals.Where(p => p.CreatedAt < youngest)];
    }

    private async Task<bool> IsCarriedAsync(Proposal proposal) =>
        await workflow.DescribeAsync(proposal, CancellationToken.None) is { IsRunning: true };

    private async Task<int> CloseAsync(Proposal proposal)
    {
        var stopped = new Refusal(ErrorCode.InternalError, "The workflow was stopped before it was through.");
        var transition = await cases.ApplyAsync(proposal, new ProposalCommand.Finish(stopped), Channel.Sweep, CancellationToken.None);
        if (transition is not Transition.Applied)
        {
            return 0;
        }

        await notifier.NotifyAsync(
            new Notice(NoticeKind.Outcome, proposal.Id, OutcomeWords.Of(transition.Proposal)), CancellationToken.None);
        return 1;
    }

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
    }
}
