namespace OpsAgent.Core.Approvals.Ledger;

/// <summary>Waits for a proposal to get somewhere, by reading it: nothing is pushed between Lambda functions.</summary>
public sealed class ProposalWatch(IApprovalStore store, TimeProvider time)
{
    private static readonly TimeSpan MinDuration = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxDuration = TimeSpan.FromMilliseconds(250);

    /// <returns>The proposal as soon as it is there, or as it is when the time is over.</returns>
    public async Task<Proposal> UntilAsync(ProposalId id, Func<Proposal, bool> isThere, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + atMost;
        for (var pause = MinDuration; ; pause = pause * 1.5 < MaxDuration ? pause * 1.5 : MaxDuration)
        {
            var proposal = await store.FindAsync(id, cancellationToken) ?? throw new KeyNotFoundException($"There is no proposal {id}.");
            if (isThere(proposal) || time.GetUtcNow() >= deadline)
            {
                return proposal;
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }
}
