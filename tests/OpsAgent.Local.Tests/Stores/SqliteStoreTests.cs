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

    protected override Task<bool> SpoilAsync(ProposalId id)
    {
        database!.Transact(s => s.Execute("UPDATE proposals SET body = $body WHERE id = $id", ("$body", """{"status":"of a later version"}"""), ("$id", id.Value)));
        return Task.FromResult(true);
    }

    protected override (IApprovalStore Store, IProposalIndex Index, IAuditTrail Audit) Create()
    {
        database = new SqliteDatabase(file);
        var store = new SqliteApprovalStore(database);
        return (store, store, new SqliteAuditTrail(database));
    }
}
