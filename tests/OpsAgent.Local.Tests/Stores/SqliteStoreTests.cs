using OpsAgent.Core.Approvals;
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

    protected override (IApprovalStore Store, IProposalIndex Index, IAuditTrail Audit) Create()
    {
        database = new SqliteDatabase(file);
        var store = new SqliteApprovalStore(database);
        return (store, store, new SqliteAuditTrail(database));
    }
}
