using OpsAgent.Core.Operations.Overview;

namespace OpsAgent.TestKit;

/// <summary>Pending proposals that a test puts there.</summary>
public sealed class FakePendingProposals : IPendingProposals
{
    public IList<PendingProposal> Proposals { get; } = [];

    /// <summary>What every call throws, or null.</summary>
    public Exception? Failure { get; set; }

    public Task<PendingProposals> ListPendingAsync(int limit, CancellationToken cancellationToken) => Failure is null
        ? Task.FromResult(new PendingProposals([.. Proposals.Take(limit)], Proposals.Count > limit))
        : Task.FromException<PendingProposals>(Failure);
}
