using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.Local.Stores;

namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>
/// Kills the worker at every moment of every path, leaves calls unanswered, and delivers every event twice, late, early, out
/// of order and beside itself: on the embedded store, a sample of the moments in each run and all of them in .ci/full.
/// </summary>
public sealed class SqliteCrashMatrixTests(ITestOutputHelper output) : IDisposable
{
    private SqliteDatabase? database;

    public static TheoryData<CrashPath> Paths => CrashPaths.All;

    [Theory]
    [MemberData(nameof(Paths))]
    public Task Disturbed_AtEachName_KeepsEveryPromise(CrashPath path) => new CrashRuns(output, New).HoldAsync(path, CrashExtent.Sample);

    [Theory(Explicit = true)]
    [MemberData(nameof(Paths))]
    public Task Disturbed_Everywhere_KeepsEveryPromise(CrashPath path) => new CrashRuns(output, New).HoldAsync(path, CrashExtent.Every);

    public void Dispose() => database?.Dispose();

    private Task<(IApprovalStore, IProposalIndex, IAuditTrail)> New()
    {
        database?.Dispose();
        database = new SqliteDatabase(SqliteDatabase.InMemory);
        var store = new SqliteApprovalStore(database);
        return Task.FromResult<(IApprovalStore, IProposalIndex, IAuditTrail)>((store, store, new SqliteAuditTrail(database)));
    }
}
