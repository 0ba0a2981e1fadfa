using System.Runtime.ExceptionServices;

using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Reconciler;

/// <summary>
/// Visits the proposals of some statuses once, each status oldest first, starting where the last pass stopped. No proposal waits
/// for ever: a pass that runs out of time saves where the next one goes on, and before each page the cursor moves past the
/// page's first proposal, so that even one that ends every invocation delays the others for some minutes only.
/// </summary>
internal sealed class ReconcilerPass(IProposalIndex index, IReconcilerCursor cursor, ILambdaContext lambdaContext, InvocationDeadline deadline)
{
    public const int PageSize = 50;

    /// <summary>The time that reconciling one proposal may take, with retried calls.</summary>
    public static readonly TimeSpan Reserve = TimeSpan.FromSeconds(10);

    private bool _isCursorSaved;
    private ExceptionDispatchInfo? _listFailure;

    /// <param name="statuses">Each with the creation time from which on proposals are visited.</param>
    /// <returns>False when the time was over before the pass was complete.</returns>
    /// <exception cref="Exception">A status could not be listed; the others were visited all the same.</exception>
    public async Task<bool> RunAsync(IReadOnlyList<(ProposalStatus Status, DateTimeOffset Since)> statuses, Func<Proposal, Task> reconcileAsync)
    {
        var isComplete = await VisitAllAsync(statuses, reconcileAsync);
        _listFailure?.Throw();
        return isComplete;
    }

    private async Task<bool> VisitAllAsync(IReadOnlyList<(ProposalStatus Status, DateTimeOffset Since)> statuses, Func<Proposal, Task> reconcileAsync)
    {
        var start = await ReadCursorAsync();
        var first = 0;
        for (var i = 0; i < statuses.Count; i++)
        {
            first = statuses[i].Status == start?.Status ? i : first;
        }

        // The status in which the pass starts is visited from the cursor on, and once more at the end up to the cursor.
        for (var i = 0; i <= statuses.Count; i++)
        {
            var (status, since) = statuses[(first + i) % statuses.Count];
            var isStart = status == start?.Status;
            if (i == statuses.Count && !isStart)
            {
                break;
            }

            if (!await VisitAsync(status, since, i == 0 && isStart ? start : null, i == statuses.Count ? start : null, reconcileAsync))
            {
                return false;
            }
        }

        await SaveCursorAsync(null);
        return true;
    }

    /// <param name="after">Null to start at the oldest.</param>
    /// <param name="until">The last one to visit; null for all.</param>
    /// <returns>False when the time was over before.</returns>
    private async Task<bool> VisitAsync(ProposalStatus status, DateTimeOffset since, ProposalCursor? after, ProposalCursor? until, Func<Proposal, Task> reconcileAsync)
    {
        var last = after;
        do
        {
            if (await ReadPageAsync(status, since, last) is not { } page)
            {
                return !deadline.Work.IsCancellationRequested || await StopAsync();
            }

            if (page.Proposals.Count > 0)
            {
                await SaveCursorAsync(ProposalCursor.Of(page.Proposals[0]));
            }

            foreach (var proposal in page.Proposals)
            {
                if (until is not null && !until.IsAfter(ProposalCursor.Of(proposal)))
                {
                    return true;
                }

                if (deadline.Work.IsCancellationRequested || lambdaContext.RemainingTime < Reserve)
                {
                    return await StopAsync();
                }

                await TryAsync($"reconciling {proposal.Id}", () => reconcileAsync(proposal));
                last = ProposalCursor.Of(proposal);
            }

            last = page.Next;
        }
        while (last is not null);
        return true;

        async Task<bool> StopAsync()
        {
            await SaveCursorAsync(last ?? ProposalCursor.Before(status));
            return false;
        }
    }

    /// <returns>Null when there is no time left, or the page could not be read.</returns>
    private async Task<ProposalPage?> ReadPageAsync(ProposalStatus status, DateTimeOffset since, ProposalCursor? after)
    {
        try
        {
            var page = await index.ListOldestFirstAsync(status, since, after, PageSize, deadline.Work);
            if (page.Unreadable > 0)
            {
                lambdaContext.Logger.LogError($"ERROR Reconciler: {page.Unreadable} {status} proposals cannot be read and are left as they are.");
            }

            return page;
        }
        catch (OperationCanceledException) when (deadline.Work.IsCancellationRequested)
        {
            return null;
        }
#pragma warning disable CA1031 // It is thrown when the other statuses are done.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _listFailure ??= ExceptionDispatchInfo.Capture(e);
            return null;
        }
    }

    private async Task<ProposalCursor?> ReadCursorAsync()
    {
        ProposalCursor? saved = null;
        await TryAsync("reading the Reconciler's cursor", async () => saved = await cursor.ReadCursorAsync(deadline.Work));
        _isCursorSaved = saved is not null;
        return saved;
    }

    // Under the later token, so that the next pass goes on where the time of this one was over.
    private async Task SaveCursorAsync(ProposalCursor? position)
    {
        if (position is not null || _isCursorSaved)
        {
            await TryAsync("saving the Reconciler's cursor", () => cursor.SaveCursorAsync(position, deadline.Answer));
            _isCursorSaved = position is not null;
        }
    }

    private async Task TryAsync(string what, Func<Task> work)
    {
        try
        {
            await work();
        }
#pragma warning disable CA1031 // One proposal that cannot be reconciled must not keep the others from it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            lambdaContext.Logger.LogError($"ERROR {what}: {e}");
        }
    }
}
