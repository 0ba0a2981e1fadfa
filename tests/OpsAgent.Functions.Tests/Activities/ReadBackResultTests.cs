using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Tests.Crashes;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Activities;

/// <summary>The invocation that scales a service dies; a later one finds out by the service's desired count.</summary>
public sealed class ReadBackResultTests
{
    private readonly Bench bench = new();
    private readonly Proposal proposal;

    public ReadBackResultTests()
    {
        bench.Services.Put(SampleServices.Web);
        proposal = Scaling.Approved(Scaling.Plan());
        bench.Store.With(proposal);
        bench.Time.SetUtcNow(Moments.After(10));
    }

    [Fact]
    public async Task Handle_BeforeTheDeadline_DoesNotReadBack()
    {
        await DieAsync(countAfter: 6);
        bench.Time.Advance(TimeSpan.FromSeconds(80) - Moments.Tick);

        await Assert.ThrowsAsync<NotSettled>(() => ExecuteAsync("invocation-b"));

        Assert.Null((await StoredAsync()).Execution);
    }

    [Fact]
    public async Task Handle_TheCountIsThePlanned_RecordsTheExecutionWithoutAnotherCall()
    {
        await DieAsync(countAfter: 6);
        bench.Time.Advance(TimeSpan.FromSeconds(80));

        Assert.Equal("EXECUTED", await ExecuteAsync("invocation-b"));

        Assert.Single(bench.Executor.Executions);
        var stored = await StoredAsync();
        Assert.Equal((ExecutionStatus.Executed, bench.Time.GetUtcNow()), (stored.Execution!.Status, stored.Execution.At));
    }

    [Fact]
    public async Task Handle_TheCountIsTheFormer_MakesTheChangeUnderItsOwnClaim()
    {
        await DieAsync(countAfter: 3);
        bench.Time.Advance(TimeSpan.FromSeconds(80));

        Assert.Equal("EXECUTED", await ExecuteAsync("invocation-b"));

        Assert.Equal(["production/web=6", "production/web=6"], bench.Executor.Changes().Select(e => e.InstanceId));
        Assert.Equal("invocation-b", (await StoredAsync()).Claim!.RequestId);
    }

    [Fact]
    public async Task Handle_TheCountIsTheFormerAndTheApprovalIsTooOld_DoesNothingAndEndsAsNotExecuted()
    {
        await DieAsync(countAfter: 3);
        bench.Time.SetUtcNow(proposal.Approvals[^1].At + TimeSpan.FromMinutes(5) + Moments.Tick);

        await Assert.ThrowsAsync<ApprovalInvalid>(() => ExecuteAsync("invocation-b"));
        await bench.StepAsync("RecordOutcome", proposal.Id);

        Assert.Single(bench.Executor.Executions);
        Assert.Equal(ProposalStatus.Failed, (await StoredAsync()).Status);
    }

    [Fact]
    public async Task Handle_TheCountIsAnother_SaysThatNobodyKnowsAndHowToCheck()
    {
        await DieAsync(countAfter: 5);
        bench.Time.Advance(TimeSpan.FromSeconds(80));

        var thrown = await Assert.ThrowsAsync<ExecutionFailed>(() => ExecuteAsync("invocation-b"));

        Assert.Contains("aws ecs describe-services --cluster production --services web", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(ExecutionStatus.Unknown, (await StoredAsync()).Execution!.Status);
        Assert.Single(bench.Executor.Executions);
    }

    [Fact]
    public async Task Handle_AwsDoesNotAnswerTheReadBack_TriesAgainLater()
    {
        await DieAsync(countAfter: 6);
        bench.Time.Advance(TimeSpan.FromSeconds(80));
        bench.Services.Failure = new AwsException(ErrorCode.AwsServiceError, "ecs:DescribeServices", "web", "AWS said no.");
        await Assert.ThrowsAsync<TransientAwsError>(() => ExecuteAsync("invocation-b"));
        bench.Services.Failure = null;

        Assert.Equal("EXECUTED", await ExecuteAsync("invocation-c"));

        Assert.Single(bench.Executor.Executions);
    }

    [Fact]
    public async Task Handle_ADryRunDied_TriesAgainForNothingWasChanged()
    {
        var dry = new Bench { Agent = Bench.LocalAgent with { Mode = ExecutionMode.DryRun } };
        dry.Services.Put(SampleServices.Web);
        dry.Store.With(proposal with
        {
            Status = ProposalStatus.Executing,
            Mode = ExecutionMode.DryRun,
            Claim = new ExecutionClaim("invocation-a", Moments.After(70)),
        });
        dry.Time.SetUtcNow(Moments.After(70));

        Assert.Equal("WOULD_EXECUTE", Asl.Text((await dry.StepAsync("ExecuteAction", proposal.Id))["status"]));

        Assert.Empty(dry.Executor.Changes());
    }

    private async Task DieAsync(int countAfter)
    {
        bench.DieInTheCall();
        await Assert.ThrowsAsync<WorkerCrashException>(() => ExecuteAsync("invocation-a"));
        bench.LiveOn();
        bench.Services.Put(SampleServices.WebAt(countAfter));
    }

    private async Task<string> ExecuteAsync(string requestId) =>
        Asl.Text((await bench.StepAsync("ExecuteAction", proposal.Id, bench.Context(requestId, remainingSeconds: 60)))["status"]);

    private Task<Proposal> StoredAsync() => bench.ReadAsync(proposal.Id);
}
