using OpsAgent.Local.Hosting;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Flow;

/// <summary>Every way to end without an execution.</summary>
public sealed class EndingTests
{
    [Fact]
    public async Task Deny_ByAnApprover_ExecutesNothingAndFreesTheTarget()
    {
        await using var agent = await LocalAgent.StartAsync();
        var proposed = await agent.ProposeRebootAsync(Instances.Impaired);
        var denied = await agent.DecideAsync("deny", proposed.Text("approval_token")!, LocalUsers.Lead, "We fail over first");
        Assert.Equal("denied", denied.Text("status"));
        var page = await agent.UntilAsync(proposed.Text("proposal_id")!, "denied");
        Assert.Equal(["request_received", "proposal_created", "approval_requested", "approval_denied"], page.Timeline());
        Assert.Equal("Denied", page.Path()[^1]);
        Assert.Equal("ALREADY_DECIDED", (await agent.DecideAsync("approve", proposed.Text("approval_token")!, LocalUsers.Lead)).ErrorCode);
        Assert.True((await agent.ProposeRebootAsync(Instances.Impaired)).Success);
    }

    [Fact]
    public async Task Withdraw_ByTheRequester_EndsIt_AndByAnotherIsRefused()
    {
        await using var agent = await LocalAgent.StartAsync();
        var proposed = await agent.ProposeRebootAsync(Instances.Impaired);
        var token = proposed.Text("approval_token")!;
        Assert.Equal("ROLE_REQUIRED", (await agent.DecideAsync("withdraw", token, LocalUsers.Lead, "not mine")).ErrorCode);
        Assert.Equal("withdrawn", (await agent.DecideAsync("withdraw", token, LocalUsers.Engineer, "it recovered")).Text("status"));
        var page = await agent.UntilAsync(proposed.Text("proposal_id")!, "withdrawn");
        Assert.Equal("Withdrawn", page.Path()[^1]);
    }

    [Fact]
    public async Task Silence_UntilTheWindowIsOver_Expires()
    {
        await using var agent = await LocalAgent.StartAsync();
        var proposed = await agent.ProposeRebootAsync(Instances.Impaired);
        agent.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal("APPROVAL_EXPIRED", (await agent.DecideAsync("approve", proposed.Text("approval_token")!, LocalUsers.Lead)).ErrorCode);
        var page = await agent.UntilAsync(proposed.Text("proposal_id")!, "expired");
        Assert.Equal(["WaitForApproval", "CloseApproval", "Decided?", "RecordOutcome", "HowDidItEnd?", "Expired"], page.Path().Skip(3));
        Assert.Equal("approval_expired", page.Timeline()[^1]);
    }

    [Fact]
    public async Task Silence_AtHalfTime_RemindsTheApproversOnce()
    {
        await using var agent = await LocalAgent.StartAsync();
        await agent.ProposeRebootAsync(Instances.Impaired);
        agent.Time.Advance(TimeSpan.FromMinutes(7));
        await agent.UntilToldAsync("reminder to approvers");
        var once = agent.Notices.ToString().Split("reminder").Length;
        agent.Time.Advance(TimeSpan.FromMinutes(3));
        await agent.GetAsync("/health");
        Assert.Equal(once, agent.Notices.ToString().Split("reminder").Length);
    }

    [Fact]
    public async Task Propose_OnAnUntaggedTarget_NamesTheTagsAndTheCommandThatAddsThem()
    {
        await using var agent = await LocalAgent.StartAsync();
        var proposed = await agent.ProposeRebootAsync(Instances.Untagged);
        Assert.Equal("TAG_VALIDATION_FAILED", proposed.ErrorCode);
        Assert.Equal(200, proposed.Status);
        Assert.Equal(
            $"aws ec2 create-tags --resources {Instances.Untagged} --tags Key=OpsAgentManaged,Value=true Key=CriticalityLevel,Value=high",
            proposed.Json.GetProperty("error").GetProperty("details").GetProperty("how_to_fix").GetString());
        var page = await agent.UntilAsync(proposed.Text("proposal_id")!, "rejected");
        Assert.Equal("Rejected", page.Path()[^1]);
        Assert.Equal("guardrail_rejected", page.Timeline()[^1]);
        // The target is free again.
        Assert.Equal("TAG_VALIDATION_FAILED", (await agent.ProposeRebootAsync(Instances.Untagged)).ErrorCode);
    }

    [Fact]
    public async Task Propose_OnAnUnknownOrStoppedTarget_IsRefusedWithWhatToDo()
    {
        await using var agent = await LocalAgent.StartAsync();
        Assert.Equal("RESOURCE_NOT_FOUND", (await agent.ProposeRebootAsync(Instances.Absent)).ErrorCode);
        Assert.Equal("POLICY_DENIED", (await agent.ProposeRebootAsync(Instances.Stopped)).ErrorCode);
    }

    [Fact]
    public async Task Approve_WithAForgedOrMalformedToken_IsRefused()
    {
        await using var agent = await LocalAgent.StartAsync();
        await agent.ProposeRebootAsync(Instances.Impaired);
        foreach (var token in new[] { "approve-" + new string('A', 32), "approve-short", "x", "approve-" + new string('!', 32) })
        {
            Assert.Equal("APPROVAL_TOKEN_INVALID", (await agent.DecideAsync("approve", token, LocalUsers.Lead)).ErrorCode);
        }
    }

    [Fact]
    public async Task Propose_RepeatedWithTheSameIdempotencyKey_IsTheSameProposalWithANewToken()
    {
        await using var agent = await LocalAgent.StartAsync();
        var key = ("Idempotency-Key", "retry-1");
        var first = await agent.ProposeRebootAsync(Instances.Impaired, LocalUsers.Engineer, key);
        var second = await agent.ProposeRebootAsync(Instances.Impaired, LocalUsers.Engineer, key);
        Assert.Equal(first.Text("proposal_id"), second.Text("proposal_id"));
        Assert.NotEqual(first.Text("approval_token"), second.Text("approval_token"));
        Assert.Equal("APPROVAL_TOKEN_INVALID", (await agent.DecideAsync("approve", first.Text("approval_token")!, LocalUsers.Lead)).ErrorCode);
        Assert.Equal("VALIDATION_ERROR", (await agent.ProposeRebootAsync(Instances.Healthy, LocalUsers.Engineer, key)).ErrorCode);
        Assert.True((await agent.DecideAsync("approve", second.Text("approval_token")!, LocalUsers.Lead)).Json.GetProperty("action_executed").GetBoolean());
    }

    [Fact]
    public async Task Propose_WhileAnotherIsOpenOnTheTarget_IsBusy()
    {
        await using var agent = await LocalAgent.StartAsync();
        var first = await agent.ProposeRebootAsync(Instances.Impaired);
        var second = await agent.ProposeRebootAsync(Instances.Impaired, LocalUsers.Lead);
        Assert.Equal("RESOURCE_BUSY", second.ErrorCode);
        Assert.Contains(first.Text("proposal_id")!, second.Body, StringComparison.Ordinal);
    }
}
