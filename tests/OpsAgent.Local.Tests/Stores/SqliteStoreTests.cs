using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.Local.Stores;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Local.Tests.Stores;

public sealed class SqliteStoreTests : ApprovalStoreContract, IDisposable
{
    private readonly string file = Path.GetTempFileName();
    private SqliteDatabase? database;

    public void Dispose()
    {
        database?.Dispose();
        foreach (var part in new[] { file, $"{file}-wal", $"{file}-shm" })
        {
            File.Delete(part);
        }
    }

    [Fact]
    public Task ListPending_Several_ShowsThoseNewestFirstAndPassesOverWhatCannotBeRead() => ListsPendingAsync(() => new SqlitePendingProposals(database!));

    protected override Task SpoilAsync(ProposalId id, string body)
    {
        database!.Transact(s => s.Execute("UPDATE proposals SET body = $body WHERE id = $id", ("$body", body), ("$id", id.Value)));
        return Task.CompletedTask;
    }

    // As somebody would who takes the triggers away first.
    protected override Task SpoilEventAsync(string chain, long sequence, string body)
    {
        database!.Transact(s => s.Execute("DROP TRIGGER audit_is_final"));
        database.Transact(s => s.Execute(
            "UPDATE audit SET body = $body WHERE chain = $chain AND sequence = $sequence", ("$body", body), ("$chain", chain), ("$sequence", sequence)));
        return Task.CompletedTask;
    }

    protected override (IApprovalStore Store, IProposalIndex Index, IAuditTrail Audit) Create()
    {
        database = new SqliteDatabase(file);
        var store = new SqliteApprovalStore(database);
        return (store, store, new SqliteAuditTrail(database));
    }
}
