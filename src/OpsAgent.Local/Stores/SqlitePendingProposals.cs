using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Operations.Overview;

namespace OpsAgent.Local.Stores;

/// <summary><see cref="IPendingProposals"/> on SQLite.</summary>
public sealed class SqlitePendingProposals(SqliteDatabase database) : IPendingProposals
{
    public Task<PendingProposals> ListPendingAsync(int limit, CancellationToken cancellationToken)
    {
        var bodies = database.Transact(s => s.Query(
            "SELECT body FROM proposals WHERE status = $key ORDER BY created_at DESC, id DESC LIMIT $limit",
            r => r.GetString(0),
            ("$key", StatusKey.Of(ProposalStatus.Pending)),
            ("$limit", limit)));
        return Task.FromResult(PendingProposals.Of(bodies, isFull: bodies.Count == limit));
    }
}
