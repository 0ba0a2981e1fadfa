using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Activities;

public sealed class RequestApprovalFunctionTests
{
    private static readonly DateTimeOffset EnteredAt = Moments.After(2);
    private readonly Bench bench = new();
    private readonly Proposal proposal = Proposals.New() with { Risk = Proposals.Risk };

    public RequestApprovalFunctionTests()
    {
        bench.Store.With(proposal);
        bench.Time.SetUtcNow(Moments.After(3));
    }

    [Fact]
    public async Task Handle_AnAssessedProposal_OpensItTenSecondsShorterThanTheHeartbeat()
    {
        Assert.Equal("pending", await bench.AskAsync(proposal.Id, EnteredAt));

        var stored = await StoredAsync();
        Assert.Equal(ProposalStatus.Pending, stored.Status);
        Assert.Equal(EnteredAt + TimeSpan.FromSeconds(900 - 10), stored.Wait!.ExpiresAt);
        Assert.Equal(Bench.TaskToken, stored.Wait.TaskToken.Reveal());
    }

    [Fact]
    public async Task Handle_ATimeScale_ScalesTheWindowAndItsGuard()
    {
        var fast = new Bench { Agent = Bench.LocalAgent with { TimeScale = 0.01 } };
        fast.Store.With(proposal);
        fast.Time.SetUtcNow(Moments.After(3));

        await fast.AskAsync(proposal.Id, EnteredAt);

        Assert.Equal(EnteredAt + TimeSpan.FromSeconds(8.9), (await fast.ReadAsync(proposal.Id)).Wait!.ExpiresAt);
    }

    [Fact]
    public async Task Handle_AnAssessedProposal_TellsTheApproversOnceWithoutAToken()
    {
        await bench.AskAsync(proposal.Id, EnteredAt);
        await bench.AskAsync(proposal.Id, EnteredAt);

        var notice = Assert.Single(bench.Notifier.Notices);
        Assert.Equal((NoticeKind.ApprovalRequested, proposal.Id), (notice.Kind, notice.Proposal));
        Assert.Contains("engineer@example.com proposes: Reboot EC2 instance", notice.Text, StringComparison.Ordinal);
        Assert.Contains("Risk medium", notice.Text, StringComparison.Ordinal);
        Assert.Contains(proposal.PlanHash.Short, notice.Text, StringComparison.Ordinal);
        Assert.Contains("2026-03-14T09:14:52.000Z", notice.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Bench.TaskToken, notice.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(ApprovalToken.Prefix, notice.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_AnAssessedProposal_TellsWhoCanApproveIt()
    {
        await bench.AskAsync(proposal.Id, EnteredAt);

        Assert.Contains("approvals needed: 1. Can approve now: lead@example.com, admin@example.com. Decide", Assert.Single(bench.Notifier.Notices).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_WhileTheListsCannotBeRead_AsksWithoutNames()
    {
        bench.Settings.Failure = new AwsException(ErrorCode.AwsAccessDenied, "ssm:GetParameters", "/opsagent/approvers", "no");

        Assert.Equal("pending", await bench.AskAsync(proposal.Id, EnteredAt));

        Assert.Contains("approvals needed: 1. Decide", Assert.Single(bench.Notifier.Notices).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_ALaterAttempt_ReplacesTheTokenOfTheEarlierOne()
    {
        await bench.AskAsync(proposal.Id, EnteredAt, "token-of-attempt-0");
        await bench.AskAsync(proposal.Id, EnteredAt, "token-of-attempt-1", attempt: 1);

        Assert.Equal("token-of-attempt-1", (await StoredAsync()).Wait!.TaskToken.Reveal());
    }

    [Fact]
    public async Task Handle_AnEarlierAttemptThatComesLate_LeavesTheTokenOfTheLaterOne()
    {
        await bench.AskAsync(proposal.Id, EnteredAt, "token-of-attempt-1", attempt: 1);

        await Assert.ThrowsAsync<ApprovalInvalid>(() => bench.AskAsync(proposal.Id, EnteredAt, "token-of-attempt-0"));

        Assert.Equal("token-of-attempt-1", (await StoredAsync()).Wait!.TaskToken.Reveal());
        Assert.Single(bench.Notifier.Notices);
    }

    [Fact]
    public async Task Handle_ALaterAttempt_LengthensNothing()
    {
        await bench.AskAsync(proposal.Id, EnteredAt);
        var expiresAt = (await StoredAsync()).Wait!.ExpiresAt;
        bench.Time.SetUtcNow(Moments.After(600));

        await bench.AskAsync(proposal.Id, Moments.After(590), "token-of-attempt-1", attempt: 1);

        Assert.Equal(expiresAt, (await StoredAsync()).Wait!.ExpiresAt);
    }

    [Fact]
    public async Task Handle_AnAttemptThatTheHistoryDoesNotShow_LeavesTheTokenAndTellsNobody()
    {
        await bench.AskAsync(proposal.Id, EnteredAt);
        var stored = await StoredAsync();
        bench.Workflow.Waits = (_, _, _) => false;

        await Assert.ThrowsAsync<TransientAwsError>(() => bench.AskAsync(proposal.Id, EnteredAt, "a-forged-token", attempt: 1));

        Assert.Equal(stored, await StoredAsync());
        Assert.Single(bench.Notifier.Notices);
        Assert.Single(bench.Lines, l => l.Contains("step_refused", StringComparison.Ordinal));
        Assert.DoesNotContain(bench.Lines, l => l.Contains("a-forged-token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Handle_TheFirstAttempt_AsksForNoHistory()
    {
        await bench.AskAsync(proposal.Id, EnteredAt);

        Assert.Empty(bench.Workflow.Calls);
    }

    [Fact]
    public async Task Handle_AWaitEnteredInTheFuture_IsRefused()
    {
        await Assert.ThrowsAsync<ApprovalInvalid>(() => bench.AskAsync(proposal.Id, Moments.After(3 + 11)));

        Assert.Equal(proposal, await StoredAsync());
        Assert.Single(bench.Lines, l => l.Contains("step_refused", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(3 + 9, 900, 3 + 890)]
    [InlineData(3, 100000, 3 + 890)]
    [InlineData(3, -100000, 3 - 10)]
    [InlineData(-3000, 900, -3000 + 890)]
    public async Task Handle_WhateverTheCallerSays_TheWindowIsNoLonger(int enteredAfter, int windowSeconds, int closesAfter)
    {
        var context = Asl.ContextOf(RecordingStateMachine.ArnOf(proposal.Id));
        context["Task"] = new JsonObject { ["Token"] = Bench.TaskToken };
        context["State"] = new JsonObject { ["EnteredTime"] = Core.Primitives.Timestamps.Text(Moments.After(enteredAfter)), ["RetryCount"] = 0 };
        var payload = Asl.Payload("WaitForApproval", new JsonObject { ["proposal_id"] = proposal.Id.Value }, context);
        payload["approval_window_seconds"] = windowSeconds;

        await bench.InvokeAsync(FunctionNames.RequestApproval, payload);

        Assert.Equal(Moments.After(closesAfter), (await StoredAsync()).Wait!.ExpiresAt);
    }

    [Fact]
    public async Task Handle_LongAfterItWasProposed_OpensItForTwentyMinutesFromThenAtMost()
    {
        bench.Time.SetUtcNow(Moments.After(700));

        await bench.AskAsync(proposal.Id, Moments.After(699));

        Assert.Equal(proposal.CreatedAt + TimeSpan.FromMinutes(20), (await StoredAsync()).Wait!.ExpiresAt);
    }

    [Theory]
    [InlineData(ProposalStatus.Approved, "approved")]
    [InlineData(ProposalStatus.Denied, "denied")]
    [InlineData(ProposalStatus.Withdrawn, "withdrawn")]
    public async Task Handle_DecidedBetweenTwoAttempts_TellsTheMachineAndCallsNobody(ProposalStatus status, string word)
    {
        var decided = Proposals.In(status, 2);
        bench.Store.With(decided);

        var error = await Assert.ThrowsAsync<AlreadyDecided>(() => bench.AskAsync(decided.Id, EnteredAt, "token-of-attempt-1", attempt: 1));

        Assert.Contains(word, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("token-of-attempt-1", error.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Workflow.Calls);
        Assert.Empty(bench.Notifier.Notices);
    }

    [Fact]
    public async Task Handle_AProposalWithoutARiskAssessment_ThrowsApprovalInvalidAndAsksNobody()
    {
        var hasty = Proposals.New(2);
        bench.Store.With(hasty);

        await Assert.ThrowsAsync<ApprovalInvalid>(() => bench.AskAsync(hasty.Id, EnteredAt));

        Assert.Empty(bench.Notifier.Notices);
        Assert.Equal(hasty, await bench.ReadAsync(hasty.Id));
    }

    [Theory]
    [InlineData("task_token")]
    [InlineData("entered_at")]
    [InlineData("approval_window_seconds")]
    public async Task Handle_APayloadThatLacksAMember_ThrowsApprovalInvalid(string member)
    {
        var payload = new JsonObject
        {
            ["proposal_id"] = proposal.Id.Value,
            ["execution_id"] = RecordingStateMachine.ArnOf(proposal.Id),
            ["task_token"] = Bench.TaskToken,
            ["entered_at"] = "2026-03-14T09:00:02Z",
            ["approval_window_seconds"] = 900,
        };
        payload.Remove(member);

        await Assert.ThrowsAsync<ApprovalInvalid>(() => bench.InvokeAsync(FunctionNames.RequestApproval, payload));

        Assert.Equal(proposal, await StoredAsync());
    }

    private Task<Proposal> StoredAsync() => bench.ReadAsync(proposal.Id);
}
