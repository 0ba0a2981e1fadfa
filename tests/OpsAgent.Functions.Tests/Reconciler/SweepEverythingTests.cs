using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.Lambda.TestUtilities;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Crashes;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Reconciler;

/// <summary>More open proposals than one run can look at, and some that hold it up.</summary>
public sealed class SweepEverythingTests
{
    private static readonly StateMachineExecution Running = new("arn:aws:states:eu-central-1:123456789012:execution:opsagent:reboot_ec2-1", "RUNNING");
    private readonly Bench bench = new();
    private readonly Dictionary<ProposalId, int> looks = [];

    public SweepEverythingTests()
    {
        bench.Time.SetUtcNow(Moments.After(700));
        bench.Workflow.Run = Running;
        bench.Workflow.Then = call =>
        {
            looks[call.Proposal.Id] = looks.GetValueOrDefault(call.Proposal.Id) + (call.Method == "Describe" ? 1 : 0);
            return Task.CompletedTask;
        };
    }

    [Fact]
    public async Task Handle_MoreThanAPageOfEachStatus_MendsEveryOne()
    {
        var approved = Put(ProposalStatus.Approved, 1, 230);
        var pending = Put(ProposalStatus.Pending, 300, 120);

        var result = await SweepAsync(bench.Context());

        Assert.Equal((230, 120, true), (Number(result, "resumed"), Number(result, "approvals_pending"), result.GetProperty("complete").GetBoolean()));
        Assert.Equal(approved.Concat(pending).Order(), looks.Keys.Select(i => i.Value).Order());
        Assert.All(looks.Values, l => Assert.Equal(1, l));
        Assert.Null(await bench.Store.ReadCursorAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Handle_OverSeveralStatuses_BeginsWithTheOldestOfEach()
    {
        Put(ProposalStatus.Approved, 1, 60);
        var order = new List<string>();
        bench.Workflow.Then = call =>
        {
            order.Add(call.Proposal.Id.Value);
            return Task.CompletedTask;
        };

        await SweepAsync(bench.Context());

        Assert.Equal(order.Order(StringComparer.Ordinal), order);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public async Task Handle_ItsTimeIsOver_GoesOnThereTheNextMinuteAndKeepsNobodyWaiting(int stuck)
    {
        var all = Put(ProposalStatus.Approved, 1, 100).Concat(Put(ProposalStatus.Submitted, 150, 30)).Concat(Put(ProposalStatus.Pending, 200, 100)).ToList();
        var held = all.Take(stuck).ToHashSet();
        for (var run = 0; run < 12; run++)
        {
            var context = (TestLambdaContext)bench.Context();
            bench.Workflow.Then = call =>
            {
                context.RemainingTime -= TimeSpan.FromSeconds(1);
                looks[call.Proposal.Id] = looks.GetValueOrDefault(call.Proposal.Id) + (call.Method == "Describe" ? 1 : 0);
                return held.Contains(call.Proposal.Id.Value)
                    ? throw new AwsException(ErrorCode.AwsServiceError, "states:DescribeExecution", "it", "It does not answer.")
                    : Task.CompletedTask;
            };
            var result = await SweepAsync(context);
            Assert.False(result.GetProperty("complete").GetBoolean());
            Assert.InRange(context.RemainingTime.TotalSeconds, 8, 10);
        }

        Assert.Equal(all.Order(), looks.Keys.Select(i => i.Value).Order());
        Assert.InRange(looks.Values.Max() - looks.Values.Min(), 0, 1);
    }

    [Fact]
    public async Task Handle_OneThatKillsEveryRun_KeepsTheOthersForSomeMinutesOnly()
    {
        var all = Put(ProposalStatus.Approved, 1, 120);
        bench.Workflow.Then = call =>
        {
            looks[call.Proposal.Id] = looks.GetValueOrDefault(call.Proposal.Id) + 1;
            return call.Proposal.Id.Value == all[20] ? new TaskCompletionSource().Task : Task.CompletedTask;
        };
        for (var minute = 0; minute < 25; minute++)
        {
            // Where it is killed, the run comes to no end, and its lease ends before the second next minute.
            var run = SweepAsync(bench.Context());
            bench.Time.Advance(TimeSpan.FromMinutes(2));
            Assert.True(run.IsCompleted || looks.ContainsKey(ProposalId.TryParse(all[20])!.Value));
        }

        Assert.Equal(all.Order(), looks.Keys.Select(i => i.Value).Order());
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Handle_AStatusThatCannotBeListed_DoesTheOthersAndThenFails()
    {
        var broken = new Bench { Stores = (bench.Store, new BrokenIndex(bench.Store), bench.Store.Audit) };
        broken.Time.SetUtcNow(Moments.After(700));
        broken.Workflow.Run = Running;
        Put(ProposalStatus.Approved, 1, 1);
        Put(ProposalStatus.Denied, 2, 1);

        var thrown = await Assert.ThrowsAsync<AwsException>(() => broken.SweepAsync());

        Assert.Equal("The list of Submitted cannot be had.", thrown.Message);
        Assert.Contains("Resume", broken.Workflow.Methods());
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public async Task Handle_AWaitThatSomebodyKeepsOpenByHand_IsWokenAMinuteAfterTheStoreClosed(long ticks, bool woken)
    {
        Put(ProposalStatus.Pending, 1, 1);
        bench.Time.SetUtcNow(Proposals.ExpiresAt + TimeSpan.FromMinutes(1) + TimeSpan.FromTicks(ticks));

        var result = await SweepAsync(bench.Context());

        Assert.Equal((woken ? 1 : 0, 0), (Number(result, "resumed"), Number(result, "closed")));
    }

    [Fact]
    public async Task Handle_AnIndexThatLags_IsNotBelieved()
    {
        var approved = Proposals.In(ProposalStatus.Approved);
        var lagging = new Bench { Stores = (bench.Store, new LaggingIndex(bench.Store, Proposals.In(ProposalStatus.Pending)), bench.Store.Audit) };
        bench.Store.With(approved);
        lagging.Time.SetUtcNow(Proposals.ExpiresAt + TimeSpan.FromMinutes(2));
        lagging.Workflow.Run = Running with { Status = "ABORTED" };

        await lagging.SweepAsync();

        Assert.Empty(lagging.Workflow.Calls);
        Assert.Equal(approved, await bench.ReadAsync(approved.Id));
    }

    [Fact]
    public async Task Handle_AnOldProposalWhoseWaitIsYoung_IsLeftAlone()
    {
        // Step Functions may not show an execution yet that began a moment ago.
        var pending = Proposals.In(ProposalStatus.Pending);
        pending = pending with { Wait = pending.Wait! with { EnteredAt = Moments.After(690), ExpiresAt = Moments.After(1580) } };
        bench.Store.With(pending);
        bench.Workflow.Run = null;

        await SweepAsync(bench.Context());

        Assert.Equal(pending, await bench.ReadAsync(pending.Id));
    }

    [Theory]
    [InlineData(ProposalStatus.Pending)]
    [InlineData(ProposalStatus.Approved)]
    [InlineData(ProposalStatus.Executing)]
    public async Task Handle_KilledWhileItCloses_LeavesTheRequesterTold(ProposalStatus status)
    {
        bench.Store.With(Proposals.In(status));
        bench.Workflow.Run = Running with { Status = "ABORTED" };
        bench.Store.BeforeReplace = _ => throw new WorkerCrashException();
        await SweepAsync(bench.Context());
        Assert.NotEmpty(bench.Notifier.Notices);
        bench.Store.BeforeReplace = null;

        Assert.Equal(1, Number(await SweepAsync(bench.Context()), "closed"));

        Assert.True((await bench.ReadAsync(Proposals.New().Id)).IsTerminal);
        Assert.Single(bench.Notifier.Notices.Select(n => n.Text).Distinct());
    }

    [Fact]
    public async Task Handle_AClaimThatIsStillHeld_WaitsForItsDeadline()
    {
        var claimed = Proposals.In(ProposalStatus.Executing) with { Claim = Proposals.Claim with { Deadline = Moments.After(760) } };
        bench.Store.With(claimed);
        bench.Workflow.Run = Running with { Status = "ABORTED" };
        await SweepAsync(bench.Context());
        Assert.Equal((claimed, 0), (await bench.ReadAsync(claimed.Id), bench.Notifier.Notices.Count));
        bench.Time.SetUtcNow(Moments.After(760));

        await SweepAsync(bench.Context());

        Assert.Equal(ProposalStatus.Unknown, (await bench.ReadAsync(claimed.Id)).Status);
        Assert.Contains("aws cloudtrail lookup-events", Assert.Single(bench.Notifier.Notices).Text, StringComparison.Ordinal);
    }

    private List<string> Put(ProposalStatus status, int first, int count)
    {
        var proposals = Enumerable.Range(first, count).Select(n => Proposals.In(status, n)).ToList();
        bench.Store.With(proposals);
        return [.. proposals.Select(p => p.Id.Value)];
    }

    private Task<JsonElement> SweepAsync(Amazon.Lambda.Core.ILambdaContext lambdaContext) => bench.InvokeAsync(FunctionNames.Reconciler, new JsonObject(), lambdaContext);

    private static int Number(JsonElement result, string name) => result.GetProperty(name).GetInt32();

    private sealed class BrokenIndex(IProposalIndex inner) : IProposalIndex
    {
        public Task<ProposalList> ListAsync(ProposalStatus status, int limit, CancellationToken cancellationToken) => inner.ListAsync(status, limit, cancellationToken);

        public Task<ProposalPage> ListOldestFirstAsync(ProposalStatus status, DateTimeOffset since, ProposalCursor? after, int limit, CancellationToken cancellationToken) =>
            status is ProposalStatus.Submitted or ProposalStatus.Executing
                ? throw new AwsException(ErrorCode.AwsServiceError, "dynamodb:Query", "table", $"The list of {status} cannot be had.")
                : inner.ListOldestFirstAsync(status, since, after, limit, cancellationToken);
    }

    private sealed class LaggingIndex(IProposalIndex inner, Proposal seen) : IProposalIndex
    {
        public Task<ProposalList> ListAsync(ProposalStatus status, int limit, CancellationToken cancellationToken) => inner.ListAsync(status, limit, cancellationToken);

        public Task<ProposalPage> ListOldestFirstAsync(ProposalStatus status, DateTimeOffset since, ProposalCursor? after, int limit, CancellationToken cancellationToken) =>
            Task.FromResult(new ProposalPage(status == seen.Status ? [seen] : [], null, 0));
    }
}
