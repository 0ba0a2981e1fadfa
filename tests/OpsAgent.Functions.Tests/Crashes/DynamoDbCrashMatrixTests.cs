using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>The matrix on DynamoDB, as moto plays it: a run takes a hundred times as long as in memory.</summary>
public sealed class DynamoDbCrashMatrixTests(ITestOutputHelper output, DynamoStores dynamo) : IClassFixture<DynamoStores>
{
    private static readonly string[] Writes = ["Submit", "Replace", "Append"];

    public static TheoryData<CrashPath> Paths => CrashPaths.All;

    /// <summary>Every path once without a disturbance, and every place of the program that writes disturbed once before and once after it.</summary>
    [Fact]
    public async Task Disturbed_AroundEachWrite_KeepsEveryPromise()
    {
        var (runs, seen) = (new CrashRuns(output, NewAsync), new HashSet<string>());
        foreach (var path in Enum.GetValues<CrashPath>())
        {
            var calm = await CrashMatrix.RunAsync(path);
            await runs.HoldAsync(path, [null, .. CrashMatrix.Of(calm, CrashExtent.Sample, name => Writes.Any(w => name.Contains(w, StringComparison.Ordinal)) && seen.Add(name))]);
        }

        runs.Told($"{seen.Count} moments round writes");
    }

    /// <summary>Every named moment of every path, in one way each.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Paths))]
    public Task Disturbed_AtEachName_KeepsEveryPromise(CrashPath path) => new CrashRuns(output, NewAsync).HoldAsync(path, CrashExtent.Sample);

    private async Task<(IApprovalStore, IProposalIndex, IAuditTrail)> NewAsync()
    {
        var (store, index, audit) = await dynamo.NewAsync();
        return (Blocking<IApprovalStore>.Of(store), Blocking<IApprovalReads>.Of(index), Blocking<IAuditTrail>.Of(audit));
    }
}
