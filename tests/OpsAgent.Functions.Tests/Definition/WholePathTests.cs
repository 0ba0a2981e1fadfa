using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Definition;

/// <summary>Whole writes through the deployed definition: requests in, functions between, ends out.</summary>
public sealed class WholePathTests
{
    private static readonly string[] UntilAsked = ["ValidateTags", "AssessRisk", "Preflight", "WaitForApproval"];
    private readonly Bench bench = new();
    private readonly Machine machine;

    public WholePathTests() => machine = Machine.Behind(bench);

    [Fact]
    public async Task Approved_TheChange_IsMadeVerifiedAndAudited()
    {
        var (id, token) = await ProposeAsync();

        var answer = await bench.ApproveAsync(Users.Lead, token);

        Assert.Equal(("true", "EXECUTED"), (answer["action_executed"], answer["execution_status"]));
        Assert.Equal("""["lead@example.com"]""", answer["approved_by"]);
        Assert.Equal([.. UntilAsked, "Decided?", "ExecuteAction", "VerifyOutcome", "RecordOutcome", "HowDidItEnd?", "Completed"], machine.PathOf(id));
        Assert.Single(bench.Executor.Changes());
        await HasTimelineAsync(
            id, "completed", "request_received", "proposal_created", "approval_requested", "approval_granted", "action_executed", "outcome_verified");
        Assert.Contains("Done and verified", Assert.Single(bench.Notifier.Notices, n => n.Kind is NoticeKind.Outcome).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approved_AnswersWhenItIsExecutedAndNotWhenItIsVerified()
    {
        var (id, token) = await ProposeAsync();
        machine.PauseBefore = "VerifyOutcome";

        var answer = await bench.ApproveAsync(Users.Lead, token);

        Assert.Equal(("EXECUTED", "in progress"), (answer["execution_status"], answer["verification"]));
        await machine.GoOnAsync(id);
        Assert.Equal("completed", (await bench.ShowAsync(Users.Viewer, id.Value))["status"]);
    }

    [Fact]
    public async Task Approved_AgainByTheSameOrAnother_IsAlreadyDecided()
    {
        var (_, token) = await ProposeAsync();
        await bench.ApproveAsync(Users.Lead, token);

        Assert.Equal("ALREADY_DECIDED", (await bench.ApproveAsync(Users.Lead, token)).Code);
        Assert.Equal("ALREADY_DECIDED", (await bench.ApproveAsync(Users.Admin, token)).Code);
        Assert.Equal("ALREADY_DECIDED", (await bench.DenyAsync(Users.Admin, token)).Code);
        Assert.Single(bench.Executor.Changes());
    }

    [Fact]
    public async Task Approved_ByTheRequester_IsForbiddenAndLeavesItOpen()
    {
        var (id, token) = await ProposeAsync();

        Assert.Equal("SELF_APPROVAL_FORBIDDEN", (await bench.ApproveAsync(Users.Engineer, token)).Code);

        Assert.Equal(ProposalStatus.Pending, (await bench.ReadAsync(id)).Status);
        Assert.Equal(UntilAsked, machine.PathOf(id));
    }

    [Fact]
    public async Task Denied_TheMachine_EndsAtDeniedWithoutACall()
    {
        var (id, token) = await ProposeAsync();

        Assert.Equal("denied", (await bench.DenyAsync(Users.Lead, token))["status"]);

        Assert.Equal([.. UntilAsked, "Decided?", "RecordOutcome", "HowDidItEnd?", "Denied"], machine.PathOf(id));
        Assert.Empty(bench.Executor.Changes());
        await HasTimelineAsync(id, "denied", "request_received", "proposal_created", "approval_requested", "approval_denied");
    }

    [Fact]
    public async Task Withdrawn_ByTheRequesterAlone_EndsAtWithdrawn()
    {
        var (id, token) = await ProposeAsync();

        Assert.Equal("ROLE_REQUIRED", (await bench.WithdrawAsync(Users.Lead, token)).Code);
        Assert.Equal("withdrawn", (await bench.WithdrawAsync(Users.Engineer, token))["status"]);

        Assert.Equal("Withdrawn", machine.PathOf(id)[^1]);
        await HasTimelineAsync(id, "withdrawn", "request_received", "proposal_created", "approval_requested", "approval_withdrawn");
    }

    [Fact]
    public async Task Undecided_TheHeartbeatTimesOut_EndsAtExpired()
    {
        var (id, token) = await ProposeAsync();
        bench.Time.Advance(TimeSpan.FromSeconds(890));
        Assert.Equal("APPROVAL_EXPIRED", (await bench.ApproveAsync(Users.Lead, token)).Code);
        bench.Time.Advance(TimeSpan.FromSeconds(10));

        await machine.HeartbeatTimesOutAsync(id);

        Assert.Equal([.. UntilAsked, "CloseApproval", "Decided?", "RecordOutcome", "HowDidItEnd?", "Expired"], machine.PathOf(id));
        Assert.Equal("APPROVAL_EXPIRED", (await bench.ApproveAsync(Users.Lead, token)).Code);
        await HasTimelineAsync(id, "expired", "request_received", "proposal_created", "approval_requested", "approval_expired");
    }

    [Fact]
    public async Task Approved_InTheLastSecondWithItsCallbackLost_IsExecutedAllTheSame()
    {
        var (id, token) = await ProposeAsync();
        bench.Time.Advance(TimeSpan.FromSeconds(889.9));
        bench.Workflow.IsUnreachable = true;
        var answer = await bench.ApproveAsync(Users.Lead, token);
        Assert.Equal("in_progress", answer["execution_status"]);
        bench.Workflow.IsUnreachable = false;

        await machine.HeartbeatTimesOutAsync(id);

        Assert.Equal("Completed", machine.PathOf(id)[^1]);
        Assert.Single(bench.Executor.Changes());
    }

    [Fact]
    public async Task Proposed_AnUntaggedTarget_EndsAtRejectedAndNamesTagAndCommand()
    {
        bench.Fleet.Put(Instances.Web.WithoutTag("OpsAgentManaged"));

        var answer = await bench.ProposeAsync(Users.Engineer);

        Assert.Equal((200, "TAG_VALIDATION_FAILED", "rejected"), (answer.Status, answer.Code, answer["status"]));
        Assert.Equal("aws ec2 create-tags --resources i-0a1b2c3d4e5f60001 --tags Key=OpsAgentManaged,Value=true", answer.Details.GetProperty("how_to_fix").GetString());
        var id = ProposalId.TryParse(answer["proposal_id"])!.Value;
        Assert.Equal(["ValidateTags", "RecordOutcome", "HowDidItEnd?", "Rejected"], machine.PathOf(id));
        await HasTimelineAsync(id, "rejected", "request_received", "proposal_created", "guardrail_rejected");
    }

    [Fact]
    public async Task Proposed_WhatAwsWouldRefuse_EndsAtRejectedBeforeAnybodyIsAsked()
    {
        bench.Executor.AssumeFailure = new AwsException(ErrorCode.AwsAccessDenied, "sts:AssumeRole", "executor", "AWS refused it.");

        var answer = await bench.ProposeAsync(Users.Engineer);

        Assert.Equal((200, "AWS_ACCESS_DENIED"), (answer.Status, answer.Code));
        Assert.DoesNotContain(bench.Notifier.Notices, n => n.Kind is NoticeKind.ApprovalRequested);
    }

    [Fact]
    public async Task Proposed_ABusyTarget_NamesTheProposalThatHoldsIt()
    {
        var (id, _) = await ProposeAsync();

        var answer = await bench.ProposeAsync(Users.Lead);

        Assert.Equal("RESOURCE_BUSY", answer.Code);
        Assert.Equal(id.Value, answer.Details.GetProperty("proposal_id").GetString());
    }

    [Fact]
    public async Task Proposed_AgainWithTheSameKey_IsTheSameProposalWithANewToken()
    {
        var first = await bench.ProposeAsync(Users.Engineer, key: "retry-1");
        var second = await bench.ProposeAsync(Users.Engineer, key: "retry-1");

        Assert.Equal(first["proposal_id"], second["proposal_id"]);
        Assert.NotEqual(first["approval_token"], second["approval_token"]);
        Assert.Equal("APPROVAL_TOKEN_INVALID", (await bench.ApproveAsync(Users.Lead, first["approval_token"]!)).Code);
        Assert.Equal("EXECUTED", (await bench.ApproveAsync(Users.Lead, second["approval_token"]!))["execution_status"]);
    }

    [Fact]
    public async Task Approved_ThrottledOnTheWay_RetriesAndActsOnce()
    {
        var (id, token) = await ProposeAsync();
        var throttled = 3;
        bench.Executor.Then = _ => throttled-- > 0
            ? throw new AwsException(ErrorCode.AwsThrottled, "ec2:RebootInstances", Instances.WebId, "Slow down.")
            : Task.CompletedTask;

        var answer = await bench.ApproveAsync(Users.Lead, token);

        Assert.Equal("EXECUTED", answer["execution_status"]);
        Assert.Equal(4, bench.Executor.Changes().Count());
        Assert.Equal("Completed", machine.PathOf(id)[^1]);
    }

    [Fact]
    public async Task Approved_TheEffectIsNeverSeen_EndsAtFailedAndSaysWhichSignal()
    {
        var (id, token) = await ProposeAsync();
        bench.Executor.Then = _ =>
        {
            bench.Fleet.Put(Instances.Web with { InstanceCheck = "impaired" });
            return Task.CompletedTask;
        };

        await bench.ApproveAsync(Users.Lead, token);

        Assert.Equal("Failed", machine.PathOf(id)[^1]);
        Assert.Contains("instance status check is impaired", (await bench.ShowAsync(Users.Viewer, id.Value))["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approved_InDryRun_CompletesWithoutAChange()
    {
        var dry = new Bench { Agent = Bench.LocalAgent with { Mode = ExecutionMode.DryRun } };
        var walked = Machine.Behind(dry);
        var proposed = await dry.ProposeAsync(Users.Engineer);

        var answer = await dry.ApproveAsync(Users.Lead, proposed["approval_token"]!);

        Assert.Equal(("false", "WOULD_EXECUTE", "DRY_RUN"), (answer["action_executed"], answer["execution_status"], answer["execution_mode"]));
        Assert.Equal("Completed", walked.PathOf(ProposalId.TryParse(proposed["proposal_id"])!.Value)[^1]);
        Assert.Empty(dry.Executor.Changes());
    }

    [Fact]
    public async Task Proposed_AMachineThatIsSlow_AnswersValidatingAfterEightSeconds()
    {
        bench.Workflow.Then = null;
        var before = bench.Time.GetUtcNow();

        var answer = await bench.ProposeAsync(Users.Engineer);

        Assert.Equal("validating", answer["status"]);
        Assert.NotNull(answer["approval_token"]);
        Assert.InRange((bench.Time.GetUtcNow() - before).TotalSeconds, 8, 9);
    }

    [Fact]
    public async Task Proposed_AMachineThatDoesNotAnswer_IsKeptForSweep()
    {
        bench.Workflow.IsUnreachable = true;
        var answer = await bench.ProposeAsync(Users.Engineer);
        Assert.Equal("validating", answer["status"]);
        bench.Workflow.IsUnreachable = false;
        bench.Time.Advance(TimeSpan.FromSeconds(31));

        await bench.SweepAsync();

        Assert.Equal("pending", (await bench.ShowAsync(Users.Viewer, answer["proposal_id"]!))["status"]);
    }

    private async Task<(ProposalId Id, string Token)> ProposeAsync()
    {
        var answer = await bench.ProposeAsync(Users.Engineer);
        Assert.True(answer.Success, answer.Text);
        Assert.Equal("pending", answer["status"]);
        return (ProposalId.TryParse(answer["proposal_id"])!.Value, answer["approval_token"]!);
    }

    private async Task HasTimelineAsync(ProposalId id, string status, params string[] events)
    {
        var page = await bench.ShowAsync(Users.Viewer, id.Value);
        Assert.Equal(status, page["status"]);
        Assert.Equal(events, page.Body.GetProperty("timeline").EnumerateArray().Select(e => e.GetProperty("event_type").GetString()));
        Assert.True(page.Body.GetProperty("audit").GetProperty("verified").GetBoolean(), page["audit"]);
        Assert.Null(bench.Store.LeaseOn(Instances.Web.Arn));
    }
}
