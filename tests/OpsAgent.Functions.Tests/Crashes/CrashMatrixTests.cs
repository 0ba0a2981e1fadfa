using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>
/// Kills the worker at every moment of every path, leaves calls unanswered, and delivers every event twice, late, early, out
/// of order and beside itself.
/// </summary>
public sealed class CrashMatrixTests(ITestOutputHelper output)
{
    public static TheoryData<CrashPath> Paths => [.. Enum.GetValues<CrashPath>()];

    // Every change tries the real stores; this is for .ci/full.
    [Theory(Explicit = true)]
    [MemberData(nameof(Paths))]
    public Task Disturbed_Everywhere_KeepsEveryPromise(CrashPath path) => new CrashRuns(output, () =>
    {
        var store = new InMemoryApprovalStore();
        return Task.FromResult<(Core.Approvals.Ledger.IApprovalStore, Core.Approvals.Ledger.IProposalIndex, Core.Audit.IAuditTrail)>((store, store, store.Audit));
    }).HoldAsync(path, CrashExtent.Every);
}
