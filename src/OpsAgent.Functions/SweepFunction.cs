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
        var (started, resumed, closed, reminded) = (0, 0, 0, 0);
        foreach (var proposal in await OpenAsync(ProposalStatus.Submitted))
        {
            if (await workflow.StartAsync(proposal, CancellationToken.None))
            {
                started++;
            }
            else
            {
                closed += await CloseAsync(proposal);
            }
        }

        foreach (var proposal in await OpenAsync(ProposalStatus.Approved))
        {
            closed += await CloseIfAbandonedAsync(proposal);
            resumed += await workflow.ResumeAsync(proposal, CancellationToken.None) ? 1 : 0;
        }

        foreach (var proposal in await OpenAsync(ProposalStatus.Executing))
        {
            closed += await CloseIfAbandonedAsync(proposal);
        }

        var pending = await OpenAsync(ProposalStatus.Pending);
        foreach (var proposal in pending)
        {
            closed += await CloseIfAbandonedAsync(proposal);
            reminded += await RemindAsync(proposal) ? 1 : 0;
        }

        return new SweepResult(started, resumed, closed, reminded, pending.Count);
    }

    private async Task<IReadOnlyList<Proposal>> OpenAsync(ProposalStatus status)
    {
        var youngest = time.GetUtcNow() - settings.Scaled(Patience);
        var proposals = await index.ListAsync(status, AtMost, CancellationToken.None);
        return [.. proposals.Where(p => p.CreatedAt < youngest)];
    }

    private async Task<int> CloseIfAbandonedAsync(Proposal proposal) =>
        await workflow.DescribeAsync(proposal, CancellationToken.None) is { IsRunning: true } ? 0 : await CloseAsync(proposal);

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
}
