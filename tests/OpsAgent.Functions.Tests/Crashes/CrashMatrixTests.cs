using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Local.Stores;

namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>Kills the worker at every moment of every path, and delivers every event twice.</summary>
public sealed class CrashMatrixTests(ITestOutputHelper output)
{
    public static TheoryData<CrashPath> Paths => [.. Enum.GetValues<CrashPath>()];

    [Theory]
    [MemberData(nameof(Paths))]
    public Task Killed_AtEveryMoment_LosesAndDoublesNothing(CrashPath path) => EveryMomentAsync(path, () => null);

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Killed_OnSqlite_LosesAndDoublesNothing(CrashPath path)
    {
        var databases = new List<SqliteDatabase>();
        try
        {
            await EveryMomentAsync(path, () =>
            {
                databases.ForEach(d => d.Dispose());
                databases = [new SqliteDatabase(":memory:")];
                var store = new SqliteApprovalStore(databases[0]);
                return (store, store, new SqliteAuditTrail(databases[0]));
            });
        }
        finally
        {
            databases.ForEach(d => d.Dispose());
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Delivered_TwiceOrLate_EveryEventCountsOnce(CrashPath path)
    {
        var calm = await RunAsync(path, new CrashPlan(), clientRepeats: false, null);
        for (var i = 0; i < calm.Invocations; i++)
        {
            await RunAsync(path, new CrashPlan { RepeatAt = i }, clientRepeats: false, null);
            await RunAsync(path, new CrashPlan { LateAt = i }, clientRepeats: false, null);
        }

        output.WriteLine($"{path}: {calm.Invocations} invocations, each twice and late");
        Assert.True(calm.Invocations >= 6);
    }

    private async Task EveryMomentAsync(CrashPath path, Func<(IApprovalStore Proposals, IProposalIndex Index, IAuditTrail Audit)?> stores)
    {
        var calm = await RunAsync(path, new CrashPlan(), clientRepeats: false, stores());
        var runs = 0;
        for (var i = 0; i < calm.Moments.Count; i++)
        {
            foreach (var repeats in (bool[])[true, false])
            {
                await RunAsync(path, new CrashPlan { KillAt = i }, repeats, stores());
                runs++;
            }
        }

        output.WriteLine($"{path}: {calm.Moments.Count} moments, {runs} runs");
        Assert.True(calm.Moments.Count >= calm.Invocations * 3);
    }

    private static async Task<CrashPlan> RunAsync(
        CrashPath path, CrashPlan plan, bool clientRepeats, (IApprovalStore Proposals, IProposalIndex Index, IAuditTrail Audit)? stores)
    {
        var story = new CrashStory(path, plan, clientRepeats, stores);
        try
        {
            await story.TellAsync();
            await story.HoldsAsync();
            return plan;
        }
        catch (Exception e) when (plan.KillAt is not null || plan.RepeatAt is not null || plan.LateAt is not null)
        {
            throw new InvalidOperationException(
                $"{path}, client {(clientRepeats ? "repeats" : "gone")}, killed at {(plan.KillAt is { } at ? plan.Moments[at] : "none")}, repeat {plan.RepeatAt}, late {plan.LateAt}: {e.Message}", e);
        }
    }
}
