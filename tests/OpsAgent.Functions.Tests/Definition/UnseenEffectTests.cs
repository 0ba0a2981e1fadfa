using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Crashes;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Definition;

/// <summary>Verification that ends by whatever it ends: what the approved plan says is done all the same, and the outcome is recorded.</summary>
public sealed class UnseenEffectTests
{
    private readonly Bench bench = new();
    private readonly Machine machine;

    public UnseenEffectTests()
    {
        machine = Machine.Behind(bench);
        bench.Services.Put(SampleServices.Web);
        machine.PauseBefore = "RevertAction";
        bench.Executor.Then = execution =>
        {
            if (execution.Intent is Core.Operations.WriteIntent.Execute && execution.InstanceId.EndsWith("=6", StringComparison.Ordinal))
            {
                bench.Services.Put(SampleServices.WebAt(6) with { Running = 4 });
            }

            return Task.CompletedTask;
        };
    }

    /// <summary>Each: what VerifyOutcome meets at every attempt.</summary>
    public static TheoryData<string> Endings => ["never settles", "aws is down", "the store is down", "the worker dies", "the service is gone"];

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Verify_EndsWithoutASight_RevertsWhereThePlanSaysSo(string ending)
    {
        var id = await UntilRevertAsync("revert", ending);

        await machine.GoOnAsync(id);

        Assert.Equal(["VerifyOutcome", "RevertAction", "RecordOutcome", "HowDidItEnd?", "Failed"], machine.PathOf(id).TakeLast(5));
        Assert.Equal(["production/web=6", "production/web=3"], bench.Executor.Changes().Select(e => e.InstanceId));
        var stored = await bench.ReadAsync(id);
        Assert.Equal((ProposalStatus.Failed, ReversalStatus.Reverted), (stored.Status, stored.Reversal!.Status));
        Assert.Null(bench.Store.LeaseOn(SampleServices.Web.Arn));
        Assert.Contains("set back to 3 tasks", Assert.Single(bench.Notifier.Notices, n => n.Kind is NoticeKind.Outcome).Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Verify_EndsWithoutASight_LeavesItWhereThePlanSaysKeep(string ending)
    {
        var id = await UntilRevertAsync("keep", ending);

        await machine.GoOnAsync(id);

        Assert.Equal("Failed", machine.PathOf(id)[^1]);
        Assert.Single(bench.Executor.Changes());
        Assert.Null((await bench.ReadAsync(id)).Reversal);
    }

    [Fact]
    public async Task Verify_DiesAfterItHasStoredTheSight_RevertsNothing()
    {
        var id = await UntilRevertAsync("revert", "the worker dies after the sight");

        await machine.GoOnAsync(id);

        Assert.Equal("Completed", machine.PathOf(id)[^1]);
        Assert.Single(bench.Executor.Changes());
    }

    private async Task<ProposalId> UntilRevertAsync(string onFailure, string ending)
    {
        var proposed = await bench.SendAsync(Scaling.Request(onFailure));
        var id = ProposalId.TryParse(proposed["proposal_id"])!.Value;
        machine.PauseBefore = "VerifyOutcome";
        await bench.ApproveAsync(Users.Lead, proposed["approval_token"]!);
        machine.PauseBefore = "RevertAction";
        Break(ending);

        await machine.GoOnAsync(id);

        (bench.Services.Failure, bench.Store.BeforeRead, bench.Store.BeforeReplace) = (null, null, null);
        bench.Services.Put(SampleServices.WebAt(6) with { Running = 4 });
        return id;
    }

    private void Break(string ending)
    {
        var failure = new AwsException(ErrorCode.AwsServiceError, "aws", "it", "AWS is down.");
        switch (ending)
        {
            case "aws is down":
                bench.Services.Failure = failure;
                break;
            case "the store is down":
                bench.Store.BeforeRead = _ => throw failure;
                break;
            case "the worker dies":
                bench.Store.BeforeRead = _ => throw new WorkerCrashException();
                break;
            case "the service is gone":
                bench.Services.Put(SampleServices.Web with { Status = "INACTIVE", Desired = 0, Running = 0 });
                break;
            case "the worker dies after the sight":
                bench.Services.Put(SampleServices.WebAt(6));
                bench.Store.BeforeReplace = async before =>
                {
                    if (before.Verification is not null && bench.Time.GetUtcNow() - before.Execution!.At > TimeSpan.FromSeconds(20))
                    {
                        bench.Store.BeforeReplace = null;
                        var seen = before.Verification with { At = bench.Time.GetUtcNow(), Verified = true };
                        await bench.Store.ReplaceAsync(before, before with { Version = before.Version + 1, Verification = seen }, [], null, [], CancellationToken.None);
                        bench.Store.BeforeRead = _ => throw new WorkerCrashException();
                        throw new WorkerCrashException();
                    }
                };
                break;
        }
    }
}
