using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Reconciler;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Reconciler;

/// <summary>One run at a time works, and one that came to no end keeps the Reconciler away for one minute alone.</summary>
public sealed class ReconcilerLeaseTests
{
    private readonly Bench _bench = new();
    private readonly TaskCompletionSource _goOn = new();

    public ReconcilerLeaseTests()
    {
        _bench.Time.SetUtcNow(Moments.After(700));
        _bench.Store.With(Proposals.In(ProposalStatus.Approved));
        _bench.Workflow.Run = new StateMachineExecution("arn:aws:states:eu-central-1:123456789012:execution:opsagent:reboot_ec2-1", "RUNNING");
        _bench.Workflow.Then = _ => _goOn.Task;
    }

    [Fact]
    public async Task Handle_WhileAnotherRunIsAtWork_DoesNothingAndSaysSo()
    {
        var first = _bench.SweepAsync();
        var before = _bench.Workflow.Calls.Count;

        var second = await _bench.SweepAsync();

        Assert.Equal((0, 0, 0, 0, 0), (Number(second, "started"), Number(second, "resumed"), Number(second, "closed"), Number(second, "reminded"), Number(second, "approvals_pending")));
        Assert.False(second.GetProperty("complete").GetBoolean());
        Assert.Equal(before, _bench.Workflow.Calls.Count);
        Assert.Equal($"Information: {ReconcilerFunction.AnotherRun}", _bench.Logger.Buffer.ToString().Trim());
        _goOn.SetResult();
        Assert.Equal(1, Number(await first, "resumed"));
    }

    [Fact]
    public async Task Handle_TheMinuteAfterARun_FindsTheLeaseFree()
    {
        _goOn.SetResult();
        await _bench.SweepAsync();

        Assert.True((await _bench.SweepAsync()).GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task Handle_AfterARunThatFailed_FindsTheLeaseFree()
    {
        var broken = new Bench { Around = ports => ports with { ProposalIndex = new NoList() }, Stores = (_bench.Store, _bench.Store, _bench.Store.Audit) };
        broken.Time.SetUtcNow(Moments.After(700));
        await Assert.ThrowsAsync<AwsException>(() => broken.SweepAsync());
        _goOn.SetResult();

        Assert.True((await _bench.SweepAsync()).GetProperty("complete").GetBoolean());
    }

    // Lambda ends a run 60 seconds after it began.
    [Theory]
    [InlineData(60, false)]
    [InlineData(120, true)]
    public async Task Handle_AfterARunThatCameToNoEnd_IsTheOneFromTheSecondNextMinuteOn(int seconds, bool works)
    {
        _ = _bench.SweepAsync();
        _bench.Time.Advance(TimeSpan.FromSeconds(seconds));
        _bench.Workflow.Then = _ => Task.CompletedTask;

        Assert.Equal(works, (await _bench.SweepAsync()).GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task Handle_ALeaseThatCannotBeFreed_SpoilsNothing()
    {
        var bench = new Bench { Around = ports => ports with { ReconcilerLease = new KeptLease() }, Stores = (_bench.Store, _bench.Store, _bench.Store.Audit) };
        bench.Time.SetUtcNow(Moments.After(700));
        bench.Workflow.Run = _bench.Workflow.Run;

        Assert.Equal(1, Number(await bench.SweepAsync(), "resumed"));

        Assert.Contains("its lease stays until", bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }

    private static int Number(System.Text.Json.JsonElement result, string name) => result.GetProperty(name).GetInt32();

    private sealed class NoList : IProposalIndex
    {
        public Task<ProposalList> ListAsync(ProposalStatus status, int limit, CancellationToken cancellationToken) => throw Failure();

        public Task<ProposalPage> ListOldestFirstAsync(ProposalStatus status, DateTimeOffset since, ProposalCursor? after, int limit, CancellationToken cancellationToken) =>
            throw Failure();

        private static AwsException Failure() => new(ErrorCode.AwsServiceError, "dynamodb:Query", "table", "The list cannot be had.");
    }

    private sealed class KeptLease : IReconcilerLease
    {
        public Task<bool> TryTakeAsync(ReconcilerLease lease, CancellationToken cancellationToken) => Task.FromResult(true);

        public Task FreeAsync(ReconcilerLease lease, CancellationToken cancellationToken) =>
            throw new AwsException(ErrorCode.AwsThrottled, "dynamodb:DeleteItem", "table", "AWS throttled it.");
    }
}
