using System.Runtime.ExceptionServices;

using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;

namespace OpsAgent.Functions.Reconciler;

/// <summary>
/// Goes once round the proposals of some statuses, each oldest first, from where the last sweep stopped. Nobody waits for
/// ever: a run that has no more time says where the next one goes on, and before each page the place moves past the page's
/// first, so that even one that kills every run that comes to it keeps the others for some minutes only.
/// </summary>
internal sealed class ReconcilerPass(IProposalIndex index, IReconcilerCursor places, ILambdaContext lambdaContext)
{
    public const int PageSize = 50;

    /// <summary>What mending one may take, with calls that are tried again.</summary>
    public static readonly TimeSpan Reserve = TimeSpan.FromSeconds(10);

    private bool _isKept;
    private ExceptionDispatchInfo? _unlisted;

    /// <param name="statuses">Each with the time since when proposals are looked at.</param>
    /// <returns>False when the time was over before.</returns>
    /// <exception cref="Exception">A status could not be listed; the others were gone through all the same.</exception>
    public async Task<bool> RunAsync(IReadOnlyList<(ProposalStatus Status, DateTimeOffset Since)> statuses, Func<Proposal, Task> mendAsync)
    {
        var complete = await RoundAsync(statuses, mendAsync);
        _unlisted?.Throw();
        return complete;
    }

    private async Task<bool> RoundAsync(IReadOnlyList<(ProposalStatus Status, DateTimeOffset Since)> statuses, Func<Proposal, Task> mendAsync)
    {
        var begin = await ReadAsync();
        var first = 0;
        for (var i = 0; i < statuses.Count; i++)
        {
            first = statuses[i].Status == begin?.Status ? i : first;
        }

        for (var lap = 0; lap <= statuses.Count; lap++)
        {
            var (status, since) = statuses[(first + lap) % statuses.Count];
            var isBegin = status == begin?.Status;
            if (lap == statuses.Count && !isBegin)
            {
                break;
            }

            if (!await WalkAsync(status, since, lap == 0 && isBegin ? begin : null, lap == statuses.Count ? begin : null, mendAsync))
            {
                return false;
            }
        }

        await KeepAsync(null);
        return true;
    }

    private async Task<bool> WalkAsync(ProposalStatus status, DateTimeOffset since, ProposalCursor? after, ProposalCursor? until, Func<Proposal, Task> mendAsync)
    {
        var at = after;
        do
        {
            if (await PageAsync(status, since, at) is not { } page)
            {
                return true;
            }

            if (page.Proposals.Count > 0)
            {
                await KeepAsync(ProposalCursor.Of(page.Proposals[0]));
            }

            foreach (var proposal in page.Proposals)
            {
                if (until is not null && !until.IsAfter(ProposalCursor.Of(proposal)))
                {
                    return true;
                }

                if (lambdaContext.RemainingTime < Reserve)
                {
                    await KeepAsync(at ?? ProposalCursor.Before(status));
                    return false;
                }

                await TryAsync($"sweep of {proposal.Id}", () => mendAsync(proposal));
                at = ProposalCursor.Of(proposal);
            }

            at = page.Next;
        }
        while (at is not null);
        return true;
    }

    private async Task<ProposalPage?> PageAsync(ProposalStatus status, DateTimeOffset since, ProposalCursor? after)
    {
        try
        {
            var page = await index.ListOldestFirstAsync(status, since, after, PageSize, CancellationToken.None);
            if (page.Unreadable > 0)
            {
                lambdaContext.Logger.LogError($"ERROR sweep: {page.Unreadable} {status} proposals cannot be read and are left as they are.");
            }

            return page;
        }
#pragma warning disable CA1031 // It is thrown when the other statuses are done.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _unlisted ??= ExceptionDispatchInfo.Capture(e);
            return null;
        }
    }

    private async Task<ProposalCursor?> ReadAsync()
    {
        ProposalCursor? place = null;
        await TryAsync("place of the last sweep", async () => place = await places.ReadCursorAsync(CancellationToken.None));
        _isKept = place is not null;
        return place;
    }

    private async Task KeepAsync(ProposalCursor? place)
    {
        if (place is not null || _isKept)
        {
            await TryAsync("place of this sweep", () => places.SaveCursorAsync(place, CancellationToken.None));
            _isKept = place is not null;
        }
    }

    private async Task TryAsync(string what, Func<Task> work)
    {
        try
        {
            await work();
        }
#pragma warning disable CA1031 // One that cannot be mended must not keep the others from it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            lambdaContext.Logger.LogError($"ERROR {what}: {e}");
        }
    }
}
