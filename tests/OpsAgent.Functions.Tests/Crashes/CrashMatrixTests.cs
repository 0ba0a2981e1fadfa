using System.Diagnostics;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Local.Stores;

namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>
/// Kills the worker at every moment of every path, leaves calls unanswered, and delivers every event twice, late, early, out
/// of order and beside itself.
/// </summary>
public sealed class CrashMatrixTests(ITestOutputHelper output, MotoStores moto) : IClassFixture<MotoStores>
{
    public static TheoryData<CrashPath> Paths => [.. Enum.GetValues<CrashPath>()];

    [Theory]
    [MemberData(nameof(Paths))]
    public Task Disturbed_InEachState_KeepsEveryPromise(CrashPath path) => AllAsync(path, CrashExtent.EachState, () => Task.FromResult(Memory()));

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Disturbed_OnSqlite_KeepsEveryPromise(CrashPath path)
    {
        var databases = new List<SqliteDatabase>();
        await AllAsync(path, CrashExtent.Sample, () => Task.FromResult(Sqlite(databases)));
        databases.ForEach(d => d.Dispose());
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public Task Disturbed_OnDynamoDb_KeepsEveryPromise(CrashPath path) => AllAsync(path, CrashExtent.Sample, moto.NewAsync);

    private async Task AllAsync(CrashPath path, CrashExtent extent, Func<Task<(IApprovalStore, IProposalIndex, IAuditTrail)>> storesAsync)
    {
        var watch = Stopwatch.StartNew();
        var calm = await CrashMatrix.RunAsync(path, stores: await storesAsync());
        var (runs, broken) = (0, new List<string>());
        foreach (var disturbance in CrashMatrix.Of(calm, extent))
        {
            runs++;
            try
            {
                await CrashMatrix.RunAsync(path, disturbance, await storesAsync());
            }
            catch (CheckFailedException e)
            {
                broken.Add(e.Message);
            }
        }

        output.WriteLine($"{path}: {calm.Deliveries.Count} events, {calm.Moments.Count} moments, {runs} disturbed runs in {watch.Elapsed.TotalSeconds:F1} s");
        Assert.True(broken.Count == 0, $"{broken.Count} of {runs} runs broke a promise:\n{string.Join('\n', broken.Take(20))}");
    }

    private static (IApprovalStore, IProposalIndex, IAuditTrail) Memory()
    {
        var store = new TestKit.InMemoryApprovalStore();
        return (store, store, store.Audit);
    }

    private static (IApprovalStore, IProposalIndex, IAuditTrail) Sqlite(List<SqliteDatabase> databases)
    {
        databases.ForEach(d => d.Dispose());
        databases.Clear();
        databases.Add(new SqliteDatabase(":memory:"));
        var store = new SqliteApprovalStore(databases[0]);
        return (store, store, new SqliteAuditTrail(databases[0]));
    }
}
