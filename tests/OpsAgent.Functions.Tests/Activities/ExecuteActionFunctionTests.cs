using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Tests.Crashes;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Activities;

public sealed class ExecuteActionFunctionTests
{
    private readonly Bench bench = new();
    private readonly Proposal proposal = Proposals.In(ProposalStatus.Approved);

    public ExecuteActionFunctionTests()
    {
        bench.Store.With(proposal);
        bench.Time.SetUtcNow(Moments.After(10));
    }

    [Fact]
    public async Task Handle_ALiveApproval_ActsOnceAndRecordsIt()
    {
        Assert.Equal("EXECUTED", await ExecuteAsync());

        Assert.Single(bench.Executor.Changes());
        var stored = await StoredAsync();
        Assert.Equal((ProposalStatus.Executing, ExecutionStatus.Executed), (stored.Status, stored.Execution!.Status));
        Assert.Equal(Moments.After(10), stored.Execution.At);
    }

    [Fact]
    public async Task Handle_ALiveApproval_OpensTheRoleForOneActionOnOneResourceInTheProposalsName()
    {
        await ExecuteAsync();

        var execution = Assert.Single(bench.Executor.Executions);
        Assert.Equal(new ExecutorScope(proposal.Id, "ec2:RebootInstances", Instances.Web.Arn), execution.Scope);
        Assert.Equal((Instances.WebId, WriteIntent.Execute), (execution.InstanceId, execution.Intent));
    }

    [Fact]
    public async Task Handle_ALiveApproval_ClaimsUntilTheInvocationHasEndedOnEveryClock()
    {
        ExecutionClaim? during = null;
        bench.Executor.Then = async _ => during = (await StoredAsync()).Claim;

        await ExecuteAsync("invocation-a", remainingSeconds: 42);

        Assert.Equal(new ExecutionClaim("invocation-a", Moments.After(10 + 42 + 20)), during);
    }

    [Theory]
    [InlineData(ProposalStatus.Submitted)]
    [InlineData(ProposalStatus.Pending)]
    [InlineData(ProposalStatus.Denied)]
    [InlineData(ProposalStatus.Expired)]
    [InlineData(ProposalStatus.Withdrawn)]
    public async Task Handle_WithoutAnApproval_ThrowsApprovalInvalidAndCallsNothing(ProposalStatus status)
    {
        var other = Proposals.In(status, 2);
        bench.Store.With(other);

        await Assert.ThrowsAsync<ApprovalInvalid>(() => bench.StepAsync("ExecuteAction", other.Id));

        Assert.Empty(bench.Executor.Executions);
        Assert.Equal(other, await bench.ReadAsync(other.Id));
    }

    [Fact]
    public async Task Handle_AfterItWasRejected_SaysAgainWhyAndCallsNothing()
    {
        var rejected = Proposals.In(ProposalStatus.Rejected, 2);
        bench.Store.With(rejected);

        var error = await Assert.ThrowsAsync<GuardrailRejected>(() => bench.StepAsync("ExecuteAction", rejected.Id));

        Assert.Equal("A guardrail said no.", error.Message);
        Assert.Empty(bench.Executor.Executions);
        Assert.Equal(rejected, await bench.ReadAsync(rejected.Id));
    }

    [Fact]
    public async Task Handle_AnApprovalOfFewerThanTheQuorum_IsRejectedAndCallsNothing()
    {
        var half = Proposals.In(ProposalStatus.Approved, 2);
        bench.Store.With(half with { Risk = half.Risk! with { ApprovalsNeeded = 2 } });

        await Assert.ThrowsAsync<GuardrailRejected>(() => bench.StepAsync("ExecuteAction", half.Id));

        Assert.Empty(bench.Executor.Executions);
        Assert.Equal(ProposalStatus.Rejected, (await bench.ReadAsync(half.Id)).Status);
    }

    [Fact]
    public async Task Handle_TheTagWasRemovedAfterTheApproval_RejectsAndCallsNothing()
    {
        bench.Fleet.Put(Instances.Web.WithoutTag("OpsAgentManaged"));

        await IsRejectedAsync(ErrorCode.TagValidationFailed);
    }

    [Fact]
    public async Task Handle_TheTargetStoppedAfterTheApproval_RejectsAndCallsNothing()
    {
        bench.Fleet.Put(Instances.Web with { State = "stopped" });

        await IsRejectedAsync(ErrorCode.PolicyDenied);
    }

    [Fact]
    public async Task Handle_TheTargetIsGoneAfterTheApproval_RejectsAndCallsNothing()
    {
        bench.Fleet.Remove(Instances.WebId);

        await IsRejectedAsync(ErrorCode.ResourceNotFound);
    }

    [Fact]
    public async Task Handle_ThePlanWouldBeAnotherOneNow_RejectsAndCallsNothing()
    {
        bench.Fleet.Put(Instances.Web with { Arn = "arn:aws:ec2:eu-west-1:123456789012:instance/" + Instances.WebId });

        await IsRejectedAsync(ErrorCode.PlanChanged);
    }

    [Fact]
    public async Task Handle_AnApprovalOfExactlyFiveMinutes_StillActs()
    {
        bench.Time.SetUtcNow(proposal.Approvals[^1].At + TimeSpan.FromMinutes(5));

        Assert.Equal("EXECUTED", await ExecuteAsync());
    }

    [Fact]
    public async Task Handle_AnApprovalOlderThanFiveMinutes_ExpiresAndCallsNothing()
    {
        bench.Time.SetUtcNow(proposal.Approvals[^1].At + TimeSpan.FromMinutes(5) + Moments.Tick);

        await Assert.ThrowsAsync<ApprovalInvalid>(() => ExecuteAsync());

        Assert.Empty(bench.Executor.Executions);
        Assert.Equal(ProposalStatus.Expired, (await StoredAsync()).Status);
        Assert.Null(bench.Store.LeaseOn(Instances.Web.Arn));
    }

    [Fact]
    public async Task Handle_ASecondRunDuringTheFirst_ThrowsNotSettledAndCallsNothing()
    {
        NotSettled? second = null;
        bench.Executor.Then = async _ => second = await Assert.ThrowsAsync<NotSettled>(() => ExecuteAsync("invocation-b"));

        Assert.Equal("EXECUTED", await ExecuteAsync("invocation-a"));

        Assert.NotNull(second);
        Assert.Single(bench.Executor.Executions);
    }

    [Fact]
    public async Task Handle_AnotherRunClaimsBetweenTheReadAndTheClaim_TakesOverItsResult()
    {
        bench.Store.BeforeReplace = async _ =>
        {
            bench.Store.BeforeReplace = null;
            Assert.Equal("EXECUTED", await ExecuteAsync("invocation-b"));
        };

        Assert.Equal("EXECUTED", await ExecuteAsync("invocation-a"));

        Assert.Single(bench.Executor.Executions);
        Assert.Equal("invocation-b", (await StoredAsync()).Claim!.RequestId);
    }

    [Fact]
    public async Task Handle_TheProposalIsClosedBetweenTheReadAndTheClaim_CallsNothing()
    {
        bench.Store.BeforeReplace = async _ =>
        {
            bench.Store.BeforeReplace = null;
            await bench.StepAsync("RecordOutcome", proposal.Id);
        };

        await Assert.ThrowsAsync<ApprovalInvalid>(() => ExecuteAsync());

        Assert.Empty(bench.Executor.Executions);
    }

    [Fact]
    public async Task Handle_ASecondRunBeforeTheFirstOnesDeadline_ThrowsNotSettled()
    {
        await DieDuringTheCallAsync("invocation-a", remainingSeconds: 60);
        bench.Time.Advance(TimeSpan.FromSeconds(80) - Moments.Tick);

        await Assert.ThrowsAsync<NotSettled>(() => ExecuteAsync("invocation-b"));

        Assert.Single(bench.Executor.Executions);
    }

    [Fact]
    public async Task Handle_ASecondRunAfterTheFirstOnesDeadline_SaysThatNobodyKnowsAndDoesNotRepeat()
    {
        await DieDuringTheCallAsync("invocation-a", remainingSeconds: 60);
        bench.Time.Advance(TimeSpan.FromSeconds(80));

        var thrown = await Assert.ThrowsAsync<ExecutionFailed>(() => ExecuteAsync("invocation-b"));

        Assert.Contains("aws cloudtrail lookup-events", thrown.Message, StringComparison.Ordinal);
        Assert.Single(bench.Executor.Executions);
        var stored = await StoredAsync();
        Assert.Equal((ExecutionStatus.Unknown, ErrorCode.OutcomeUnknown), (stored.Execution!.Status, stored.Execution.Problem!.Code));
        await Assert.ThrowsAsync<ExecutionFailed>(() => ExecuteAsync("invocation-c"));
        Assert.Single(bench.Executor.Executions);
    }

    [Fact]
    public async Task Handle_AwsThrottles_ReleasesTheClaimSoThatTheNextRunActsOnce()
    {
        bench.Executor.Then = _ => throw Failure(ErrorCode.AwsThrottled);
        await Assert.ThrowsAsync<TransientAwsError>(() => ExecuteAsync("invocation-a"));
        Assert.True((await StoredAsync()).Claim!.Released);
        bench.Executor.Then = null;

        Assert.Equal("EXECUTED", await ExecuteAsync("invocation-b"));
        Assert.Equal("EXECUTED", await ExecuteAsync("invocation-c"));

        Assert.Equal(2, bench.Executor.Executions.Count);
        Assert.Equal("invocation-b", (await StoredAsync()).Claim!.RequestId);
    }

    [Fact]
    public async Task Handle_AwsDoesNotAnswerTheLook_ThrowsTransientAwsErrorBeforeItClaims()
    {
        bench.Fleet.Failure = Failure(ErrorCode.AwsServiceError);

        await Assert.ThrowsAsync<TransientAwsError>(() => ExecuteAsync());

        Assert.Equal(proposal, await StoredAsync());
    }

    [Fact]
    public async Task Handle_RunAgainAfterSuccess_AnswersTheRecordedResultWithoutACall()
    {
        await ExecuteAsync("invocation-a");
        var recorded = await StoredAsync();
        bench.Fleet.Remove(Instances.WebId);
        bench.Time.Advance(TimeSpan.FromDays(1));

        Assert.Equal("EXECUTED", await ExecuteAsync("invocation-b"));

        Assert.Single(bench.Executor.Executions);
        Assert.Equal(recorded, await StoredAsync());
    }

    [Theory]
    [InlineData(ErrorCode.AwsAccessDenied, ExecutionStatus.Failed)]
    [InlineData(ErrorCode.PolicyDenied, ExecutionStatus.Failed)]
    [InlineData(ErrorCode.AwsServiceError, ExecutionStatus.Unknown)]
    [InlineData(ErrorCode.OutcomeUnknown, ExecutionStatus.Unknown)]
    public async Task Handle_TheCallFails_RecordsItAndNeverRepeats(ErrorCode code, ExecutionStatus status)
    {
        bench.Executor.Then = _ => throw Failure(code);

        await Assert.ThrowsAsync<ExecutionFailed>(() => ExecuteAsync("invocation-a"));
        var again = await Assert.ThrowsAsync<ExecutionFailed>(() => ExecuteAsync("invocation-b"));

        var execution = (await StoredAsync()).Execution!;
        Assert.Single(bench.Executor.Executions);
        Assert.Equal((status, again.Message), (execution.Status, execution.Problem!.Message));
        if (status is ExecutionStatus.Failed)
        {
            Assert.Equal("AWS said no.", again.Message);
        }
        else
        {
            Assert.StartsWith("AWS said no. Whether the change was made cannot be told, so it is not repeated. To find out: aws cloudtrail", again.Message, StringComparison.Ordinal);
            Assert.Equal(ErrorCode.OutcomeUnknown, execution.Problem.Code);
        }
    }

    [Fact]
    public async Task Handle_InDryRun_AnswersWouldExecuteAndOnlyTries()
    {
        var dry = new Bench { Agent = Bench.LocalAgent with { Mode = ExecutionMode.DryRun } };
        dry.Store.With(proposal with { Mode = ExecutionMode.DryRun });
        dry.Time.SetUtcNow(Moments.After(10));

        var kept = await dry.StepAsync("ExecuteAction", proposal.Id);

        Assert.Equal("WOULD_EXECUTE", Asl.Text(kept["status"]));
        Assert.All(dry.Executor.Executions, e => Assert.Equal(WriteIntent.Validate, e.Intent));
        Assert.Single(dry.Executor.Executions);
        Assert.Equal(ExecutionStatus.WouldExecute, (await dry.ReadAsync(proposal.Id)).Execution!.Status);
    }

    private async Task<string> ExecuteAsync(string requestId = "invocation-1", double remainingSeconds = 60) =>
        Asl.Text((await bench.StepAsync("ExecuteAction", proposal.Id, bench.Context(requestId, remainingSeconds)))["status"]);

    private Task<Proposal> StoredAsync() => bench.ReadAsync(proposal.Id);

    private async Task IsRejectedAsync(ErrorCode code)
    {
        await Assert.ThrowsAsync<GuardrailRejected>(() => ExecuteAsync());

        Assert.Empty(bench.Executor.Executions);
        var stored = await StoredAsync();
        Assert.Equal((ProposalStatus.Rejected, code), (stored.Status, stored.Refusal!.Code));
        Assert.Null(bench.Store.LeaseOn(Instances.Web.Arn));
    }

    /// <summary>As when Lambda ends the process: the call was made, nothing is recorded.</summary>
    private async Task DieDuringTheCallAsync(string requestId, double remainingSeconds)
    {
        bench.DieInTheCall();
        await Assert.ThrowsAsync<WorkerCrashException>(() => ExecuteAsync(requestId, remainingSeconds));
        bench.LiveOn();
    }

    private static AwsException Failure(ErrorCode code) => new(code, "ec2:RebootInstances", Instances.WebId, "AWS said no.");
}
