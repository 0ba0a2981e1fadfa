namespace OpsAgent.Core.Approvals.Ledger;

/// <summary>Waits for a proposal to get somewhere, by reading it: nothing is pushed between Lambda functions.</summary>
public sealed class ProposalWatch(IApprovalStore store, TimeProvider time)
{
    private static readonly TimeSpan MinDuration = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxDuration = TimeSpan.FromMilliseconds(250);

    /// <param name="known">The proposal as the caller last saw it.</param>
    /// <returns>The proposal as soon as it is there, or as last read when the time is over or the token is cancelled.</returns>
    public async Task<Proposal> UntilAsync(Proposal known, Func<Proposal, bool> isThere, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + atMost;
        var proposal = known;
        try
        {
            for (var pause = MinDuration; ; pause = pause * 1.5 < MaxDuration ? pause * 1.5 : MaxDuration)
            {
                proposal = await store.FindAsync(known.Id, cancellationToken) ?? throw new KeyNotFoundException($"There is no proposal {known.Id}.");
                if (isThere(proposal) || time.GetUtcNow() >= deadline)
                {
                    return proposal;
                }

                await Task.Delay(pause, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What was to be done is stored; only the waiting ends.
            return proposal;
        }
    }
}
