using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
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

        Assert.Equal("pending", await bench.AskAsync(proposal.Id, EnteredAt, "token-of-attempt-0"));

        Assert.Equal("token-of-attempt-1", (await StoredAsync()).Wait!.TaskToken.Reveal());
        Assert.Single(bench.Notifier.Notices);
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
