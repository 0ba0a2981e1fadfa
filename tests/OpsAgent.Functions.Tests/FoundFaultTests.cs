using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests;

/// <summary>Each was a fault once.</summary>
public sealed class FoundFaultTests
{
    private readonly Bench _bench = new();

    [Theory]
    [InlineData("""{"operation":"approve_action","approval_token":"TOKEN","user_context":{"user_id":"lead@example.com"}}""")]
    [InlineData("""{"operation":"approve_action","parameters":{"token":"TOKEN"},"user_context":{"user_id":"lead@example.com"}}""")]
    [InlineData("""{"operation":"approve_action","parameters":"TOKEN","user_context":{"user_id":"lead@example.com"}}""")]
    [InlineData("""{"operation":"approve_action","parameters":{"approval_token":["TOKEN"]},"user_context":{"user_id":"lead@example.com"}}""")]
    [InlineData("""{"operation":"approve_action","parameters":{"TOKEN":1},"user_context":{"user_id":"lead@example.com"}}""")]
    public async Task Answer_ATokenInTheWrongPlace_IsNotRepeated(string body)
    {
        Machine.Behind(_bench);
        var token = (await _bench.ProposeAsync(Users.Engineer))["approval_token"]!;

        var answer = await _bench.SendAsync(Events.Event("POST", "/operations/approve", body.Replace("TOKEN", token, StringComparison.Ordinal)));

        Assert.Equal("VALIDATION_ERROR", answer.Code);
        Assert.DoesNotContain(token, answer.Raw, StringComparison.Ordinal);
        Assert.All(_bench.Lines, l => Assert.DoesNotContain(token, l, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ExecuteAction_ADryRunsApprovalInALiveDeployment_IsNotExecuted()
    {
        var live = new Bench { Agent = Bench.LocalAgent with { Mode = ExecutionMode.SandboxLive } };
        var approved = Proposals.In(ProposalStatus.Approved) with { Mode = ExecutionMode.DryRun };
        live.Store.With(approved);
        live.Time.SetUtcNow(Moments.After(10));

        await Assert.ThrowsAnyAsync<ActivityException>(() => live.StepAsync("ExecuteAction", approved.Id));

        Assert.Empty(live.Executor.Changes());
    }

    [Fact]
    public async Task ExecuteAction_AReleasedClaimWithAnApprovalOlderThanFiveMinutes_IsNotExecuted()
    {
        var approved = Proposals.In(ProposalStatus.Approved);
        _bench.Store.With(approved);
        _bench.Time.SetUtcNow(Moments.After(10));
        _bench.Executor.Then = _ => throw new AwsException(ErrorCode.AwsThrottled, "ec2:RebootInstances", "i", "Slow down.");
        await Assert.ThrowsAsync<TransientAwsError>(() => _bench.StepAsync("ExecuteAction", approved.Id, _bench.Context("invocation-a")));
        _bench.Executor.Then = null;
        _bench.Time.Advance(TimeSpan.FromHours(1));

        await Assert.ThrowsAnyAsync<ActivityException>(() => _bench.StepAsync("ExecuteAction", approved.Id, _bench.Context("invocation-b")));

        Assert.Single(_bench.Executor.Executions);
    }

    [Fact]
    public async Task Approve_ThrottledToTheEnd_IsNoSuccessAndSaysWhy()
    {
        Machine.Behind(_bench);
        var token = (await _bench.ProposeAsync(Users.Engineer))["approval_token"]!;
        _bench.Executor.Then = _ => throw new AwsException(ErrorCode.AwsThrottled, "ec2:RebootInstances", "i", "Slow down.");

        var answer = await _bench.ApproveAsync(Users.Lead, token);

        Assert.False(answer.Success, answer.Text);
        Assert.Contains("Slow down.", answer["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecordOutcome_AnUnforeseenException_IsNotToldToPeople()
    {
        var submitted = Proposals.In(ProposalStatus.Submitted);
        _bench.Store.With(submitted);
        var data = new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["Error"] = "AmazonDynamoDBException",
                ["Cause"] = """{"errorType":"AmazonDynamoDBException","errorMessage":"User: arn:aws:sts::123456789012:assumed-role/opsagent-ExecuteAction/x is not authorized"}""",
            },
        };

        await _bench.StepAsync("RecordOutcome", submitted.Id, data: data);

        Assert.DoesNotContain("assumed-role", Assert.Single(_bench.Notifier.Notices).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("assumed-role", (await _bench.ShowAsync(Users.Viewer, submitted.Id.Value)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"proposal_id":"ID","execution_id":"ARN","run":{"error":{"Error":"X","Cause":"\ud83d"}}}""")]
    [InlineData("""{"proposal_id":"ID","execution_id":"ARN","run":{"error":{"Error":"\ud83d","Cause":"c"}}}""")]
    public async Task RecordOutcome_ACauseWithHalfASurrogatePair_IsStillRecorded(string payload)
    {
        var submitted = Proposals.In(ProposalStatus.Submitted);
        _bench.Store.With(submitted);
        using var input = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(payload.Replace("ID", submitted.Id.Value, StringComparison.Ordinal).Replace("ARN", RecordingStateMachine.ArnOf(submitted.Id), StringComparison.Ordinal)));

        using var output = await _bench.Function(FunctionNames.RecordOutcome)(input, _bench.Context());

        Assert.Equal(ProposalStatus.Rejected, (await _bench.ReadAsync(submitted.Id)).Status);
    }

    [Fact]
    public async Task Sweep_OneThatItHasJustClosed_IsNotRemindedOf()
    {
        _bench.Store.With(Proposals.In(ProposalStatus.Pending));
        _bench.Time.SetUtcNow(Moments.After(450));
        _bench.Workflow.Run = new StateMachineExecution("arn", "ABORTED");

        await _bench.SweepAsync();

        Assert.Equal(NoticeKind.Outcome, Assert.Single(_bench.Notifier.Notices).Kind);
    }

    [Fact]
    public async Task Sweep_OneThatCannotBeMended_DoesNotKeepTheOthersFromIt()
    {
        var (first, second) = (Proposals.In(ProposalStatus.Submitted, 2), Proposals.In(ProposalStatus.Submitted, 1));
        _bench.Store.With(first, second);
        _bench.Time.SetUtcNow(Moments.After(60));
        _bench.Workflow.Then = call => call.Proposal.Id == first.Id
            ? throw new AwsException(ErrorCode.AwsServiceError, "states:StartExecution", "x", "It does not answer.")
            : Task.CompletedTask;

        await _bench.SweepAsync();

        Assert.Contains(_bench.Workflow.Calls, c => c.Proposal.Id == second.Id);
    }

    [Fact]
    public async Task Sweep_OneWhoseAttemptMayStillBeRunning_IsLeftUntilItsDeadline()
    {
        var executing = Proposals.In(ProposalStatus.Executing);
        _bench.Store.With(executing);
        _bench.Workflow.Run = new StateMachineExecution("arn", "ABORTED");
        _bench.Time.SetUtcNow(Proposals.Deadline - TimeSpan.FromSeconds(1));

        await _bench.SweepAsync();

        Assert.Equal(ProposalStatus.Executing, (await _bench.ReadAsync(executing.Id)).Status);
        _bench.Time.SetUtcNow(Proposals.Deadline);
        await _bench.SweepAsync();
        Assert.Equal(ProposalStatus.Unknown, (await _bench.ReadAsync(executing.Id)).Status);
    }

    [Fact]
    public async Task Diagnostics_TheRootPath_IsNotFound()
    {
        var answer = new Answer(await _bench.InvokeAsync(FunctionNames.Diagnostics, Events.Get("/", Users.Viewer)));

        Assert.Equal((404, "NOT_FOUND"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Sweep_OneThatItHasJustClosed_IsNotResumedAndCounted()
    {
        _bench.Store.With(Proposals.In(ProposalStatus.Approved));
        _bench.Time.SetUtcNow(Moments.After(60));
        _bench.Workflow.Run = new StateMachineExecution("arn", "ABORTED");

        await _bench.SweepAsync();

        Assert.DoesNotContain("Resume", _bench.Workflow.Methods());
    }

    [Fact]
    public async Task ExecuteAction_AGuardrailAfterAThrottledTry_IsToldToTheRequester()
    {
        var approved = Proposals.In(ProposalStatus.Approved);
        _bench.Store.With(approved);
        _bench.Time.SetUtcNow(Moments.After(10));
        _bench.Executor.Then = _ => throw new AwsException(ErrorCode.AwsThrottled, "ec2:RebootInstances", "i", "Slow down.");
        await Assert.ThrowsAsync<TransientAwsError>(() => _bench.StepAsync("ExecuteAction", approved.Id));
        _bench.Fleet.Put(Instances.Web.WithoutTag("OpsAgentManaged"));

        var thrown = await Assert.ThrowsAsync<GuardrailRejected>(() => _bench.StepAsync("ExecuteAction", approved.Id));
        await _bench.StepAsync("RecordOutcome", approved.Id, data: new JsonObject
        {
            ["error"] = new JsonObject { ["Error"] = "GuardrailRejected", ["Cause"] = new JsonObject { ["errorMessage"] = thrown.Message }.ToJsonString() },
        });

        Assert.Contains("OpsAgentManaged", Assert.Single(_bench.Notifier.Notices).Text, StringComparison.Ordinal);
    }
}
