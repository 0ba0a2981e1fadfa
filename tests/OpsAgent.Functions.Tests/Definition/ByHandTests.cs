using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Definition;

/// <summary>Whoever may call Step Functions sends callbacks by hand: nothing unapproved runs, and the proposal ends.</summary>
public sealed class ByHandTests
{
    private readonly Bench bench = new();
    private readonly Machine machine;

    public ByHandTests() => machine = Machine.Behind(bench);

    public static TheoryData<string> Outputs =>
    [
        """{"status":"approved"}""", """{"status":"denied"}""", """{"status":"pending"}""", """{"status":null}""", """{"status":7}""", """{"status":["approved"]}""",
        "{}", "[]", "null", "7", "\"approved\"", """{"status":"approved","approvals":[{"by":"lead@example.com"}]}""",
    ];

    [Theory]
    [MemberData(nameof(Outputs))]
    public async Task SendTaskSuccess_WithoutAnApproval_RunsNothingAndEndsTheProposal(string output)
    {
        var (id, token) = await ProposeAsync();

        await machine.CallBackByHandAsync(id, JsonNode.Parse(output));

        await HasEndedAsync(id, ProposalStatus.Expired);
        Assert.Equal("APPROVAL_EXPIRED", (await bench.ApproveAsync(Users.Lead, token)).Code);
    }

    [Theory]
    [InlineData("""{"status":"denied"}""", "Rejected", 0)]
    [InlineData("""{}""", "Rejected", 0)]
    [InlineData("""{"status":"approved"}""", "Completed", 1)]
    public async Task SendTaskSuccess_AfterAnApprovalWhoseCallbackWasLost_DoesWhatTheStoreSaysOrNothing(string output, string end, int changes)
    {
        var (id, token) = await ProposeAsync();
        bench.Workflow.IsUnreachable = true;
        await bench.ApproveAsync(Users.Lead, token);
        bench.Workflow.IsUnreachable = false;

        await machine.CallBackByHandAsync(id, JsonNode.Parse(output));

        Assert.Equal((end, changes), (machine.PathOf(id)[^1], bench.Executor.Changes().Count()));
        Assert.Null(bench.Store.LeaseOn(Instances.Web.Arn));
    }

    [Theory]
    [InlineData("NoReason")]
    [InlineData("GuardrailRejected")]
    [InlineData("States.HeartbeatTimeout")]
    [InlineData("States.Timeout")]
    [InlineData("States.TaskFailed")]
    [InlineData("ApprovalInvalid")]
    [InlineData("AlreadyDecided")]
    public async Task SendTaskFailure_WithAnyError_RunsNothingAndEndsTheProposal(string error)
    {
        var (id, _) = await ProposeAsync();

        await machine.FailByHandAsync(id, error);

        await HasEndedAsync(id, ProposalStatus.Expired);
    }

    [Fact]
    public async Task SendTaskFailure_AfterAnApproval_RunsNothingAndTellsWhoApproved()
    {
        var (id, token) = await ProposeAsync();
        bench.Workflow.IsUnreachable = true;
        await bench.ApproveAsync(Users.Lead, token);
        bench.Workflow.IsUnreachable = false;

        await machine.FailByHandAsync(id, "NoReason");

        await HasEndedAsync(id, ProposalStatus.Rejected);
    }

    [Fact]
    public async Task SendTaskFailure_WithAnErrorThatIsTriedAgain_WaitsAnewButTheStoreClosesWhenItWouldHave()
    {
        var (id, token) = await ProposeAsync();
        var closes = (await bench.ReadAsync(id)).Wait!.ExpiresAt;
        for (var i = 0; i < 4; i++)
        {
            bench.Time.Advance(TimeSpan.FromMinutes(2));
            await machine.FailByHandAsync(id, "TransientAwsError");
            Assert.True(machine.IsWaiting(id));
            Assert.Equal((closes, i + 1), ((await bench.ReadAsync(id)).Wait!.ExpiresAt, (await bench.ReadAsync(id)).Wait!.RetryCount));
        }

        bench.Time.SetUtcNow(closes);
        Assert.Equal("APPROVAL_EXPIRED", (await bench.ApproveAsync(Users.Lead, token)).Code);
        await HeartIsBeatenUntilSweepAsync(id);

        await HasEndedAsync(id, ProposalStatus.Expired);
    }

    [Fact]
    public async Task SendTaskHeartbeat_ThatKeepsTheWaitOpen_ExtendsNothingForApproversAndSweepEndsIt()
    {
        var (id, token) = await ProposeAsync();
        bench.Time.SetUtcNow((await bench.ReadAsync(id)).Wait!.ExpiresAt);

        Assert.Equal("APPROVAL_EXPIRED", (await bench.ApproveAsync(Users.Lead, token)).Code);
        Assert.Equal("APPROVAL_EXPIRED", (await bench.DenyAsync(Users.Lead, token)).Code);
        Assert.Equal("APPROVAL_EXPIRED", (await bench.WithdrawAsync(Users.Engineer, token)).Code);
        await HeartIsBeatenUntilSweepAsync(id);

        await HasEndedAsync(id, ProposalStatus.Expired);
        Assert.Equal("Nobody decided within the approval window.", (await bench.ShowAsync(Users.Viewer, id.Value))["close_reason"]);
        Assert.Equal(["WaitForApproval", "Decided?", "RecordOutcome", "HowDidItEnd?", "Expired"], machine.PathOf(id).TakeLast(5));
    }

    [Fact]
    public async Task Callback_LateAfterTheWindow_ChangesNothing()
    {
        var (id, _) = await ProposeAsync();
        bench.Time.Advance(TimeSpan.FromSeconds(900));
        await machine.HeartbeatTimesOutAsync(id);
        var ended = await bench.ReadAsync(id);

        await bench.SweepAsync();
        await Assert.ThrowsAsync<AlreadyDecided>(() => bench.AskAsync(id, Moments.Start, "a-token-of-a-late-attempt", attempt: 3));

        Assert.Equal(ended, await bench.ReadAsync(id));
        Assert.Empty(bench.Executor.Changes());
    }

    // Nobody lets the heartbeat time out: only Reconciler can end the wait.
    private async Task HeartIsBeatenUntilSweepAsync(ProposalId id)
    {
        for (var minute = 0; minute < 3 && machine.IsWaiting(id); minute++)
        {
            bench.Time.Advance(TimeSpan.FromMinutes(1));
            await bench.SweepAsync();
        }
    }

    private async Task<(ProposalId Id, string Token)> ProposeAsync()
    {
        var answer = await bench.ProposeAsync(Users.Engineer);
        return (ProposalId.TryParse(answer["proposal_id"])!.Value, answer["approval_token"]!);
    }

    private async Task HasEndedAsync(ProposalId id, ProposalStatus status)
    {
        Assert.False(machine.IsWaiting(id));
        Assert.Equal((status, status.ToString()), ((await bench.ReadAsync(id)).Status, machine.PathOf(id)[^1]));
        Assert.Empty(bench.Executor.Changes());
        Assert.Null(bench.Store.LeaseOn(Instances.Web.Arn));
        Assert.Contains(bench.Notifier.Notices, n => n.Kind is NoticeKind.Outcome && n.Proposal == id);
    }
}
