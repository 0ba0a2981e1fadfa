using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.Local.Stores;

namespace OpsAgent.Functions.Tests.Races;

public sealed class SqliteRaceTests(ITestOutputHelper output) : RaceContract(output), IDisposable
{
    private readonly List<SqliteDatabase> databases = [];

    public void Dispose() => databases.ForEach(d => d.Dispose());

    protected override Task<(IApprovalStore Proposals, IProposalIndex Index, IAuditTrail Audit)> StoresAsync(int seed)
    {
        var database = new SqliteDatabase(SqliteDatabase.InMemory);
        databases.Add(database);
        var store = new SqliteApprovalStore(database);
        return Task.FromResult<(IApprovalStore, IProposalIndex, IAuditTrail)>((new RestlessStore(store, seed), store, new SqliteAuditTrail(database)));
    }
}
