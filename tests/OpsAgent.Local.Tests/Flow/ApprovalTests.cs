using OpsAgent.Core.Guardrails;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Flow;

public sealed class ApprovalTests
{
    [Fact]
    public async Task Approve_ByAnotherPerson_ExecutesVerifiesAndAudits()
    {
        await using var agent = await LocalAgent.StartAsync();
        var proposed = await agent.ProposeRebootAsync(Instances.Impaired);
        Assert.True(proposed.Success, proposed.Body);
        Assert.True(proposed.Json.GetProperty("approval_required").GetBoolean());
        Assert.Equal("low", proposed.Text("risk_level"));
        Assert.NotEmpty(proposed.Json.GetProperty("risk_reasons").EnumerateArray());
        Assert.Matches("^[0-9a-f]{64}$", proposed.Text("plan_hash"));
        var token = proposed.Text("approval_token")!;

        var own = await agent.DecideAsync("approve", token, LocalUsers.Engineer);
        Assert.Equal("SELF_APPROVAL_FORBIDDEN", own.ErrorCode);

        var approved = await agent.DecideAsync("approve", token, LocalUsers.Lead);
        Assert.True(approved.Json.GetProperty("action_executed").GetBoolean(), approved.Body);
        Assert.Equal("EXECUTED", approved.Text("execution_status"));

        var again = await agent.DecideAsync("approve", token, LocalUsers.Lead);
        Assert.Equal("ALREADY_DECIDED", again.ErrorCode);

        var page = await agent.UntilAsync(proposed.Text("proposal_id")!, "completed");
        Assert.Equal(
            ["request_received", "proposal_created", "approval_requested", "approval_granted", "action_executed", "outcome_verified"],
            page.Timeline());
        Assert.True(page.Json.GetProperty("audit").GetProperty("verified").GetBoolean());
        Assert.Equal(
            ["ValidateTags", "AssessRisk", "Preflight", "WaitForApproval", "Decided?", "ExecuteAction", "VerifyOutcome", "RecordOutcome", "HowDidItEnd?", "Completed"],
            page.Path());
        Assert.Contains("to requester", agent.Notices.ToString(), StringComparison.Ordinal);
        var after = await agent.GetAsync($"/operations/get_ec2_status?instance_id={Instances.Impaired}");
        Assert.Contains("every status check passes", after.Text("summary"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Propose_ExpiresAt_LiesTenSecondsBeforeTheHeartbeat()
    {
        await using var agent = await LocalAgent.StartAsync();
        var before = agent.Time.GetUtcNow();
        var proposed = await agent.ProposeRebootAsync(Instances.Impaired);
        var expires = DateTimeOffset.Parse(proposed.Text("expires_at")!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(expires, before + TimeSpan.FromSeconds(890), agent.Time.GetUtcNow() + TimeSpan.FromSeconds(890));
    }

    [Fact]
    public async Task Approve_WithAQuorumOfTwo_CountsOnePersonOnceAndTheRequesterNever()
    {
        await using var agent = await LocalAgent.StartAsync(new LocalOptions
        {
            RiskPolicy = new RiskPolicy { Approvals = new Dictionary<RiskLevel, int> { [RiskLevel.High] = 2 } },
        });
        var proposed = await agent.ProposeRebootAsync(Instances.Critical);
        Assert.Equal("high", proposed.Text("risk_level"));
        Assert.Equal("2", proposed.Text("approvals_needed"));
        var token = proposed.Text("approval_token")!;

        var first = await agent.DecideAsync("approve", token, LocalUsers.Lead);
        Assert.Equal("waiting_for_more_approvals", first.Text("execution_status"));
        var same = await agent.DecideAsync("approve", token, LocalUsers.Lead);
        Assert.Equal("waiting_for_more_approvals", same.Text("execution_status"));
        var requester = await agent.DecideAsync("approve", token, LocalUsers.Engineer);
        Assert.Equal("SELF_APPROVAL_FORBIDDEN", requester.ErrorCode);
        Assert.False(same.Json.GetProperty("action_executed").GetBoolean());
    }

    [Fact]
    public async Task Reboot_OfAnInstanceWhoseHostIsAtFault_EndsFailedAndSaysWhichSignal()
    {
        await using var agent = await LocalAgent.StartAsync();
        var proposed = await agent.ProposeRebootAsync(Instances.HostAtFault);
        await agent.DecideAsync("approve", proposed.Text("approval_token")!, LocalUsers.Lead);
        var page = await agent.UntilAsync(proposed.Text("proposal_id")!, TimeSpan.FromSeconds(5), "failed");
        Assert.Contains("system status check is impaired", page.Text("message"), StringComparison.Ordinal);
        Assert.Equal("Failed", page.Path()[^1]);
        Assert.Equal("FAILED", page.Json.GetProperty("workflow").GetProperty("status").GetString());
        Assert.True(page.Json.GetProperty("audit").GetProperty("verified").GetBoolean());
    }
}
