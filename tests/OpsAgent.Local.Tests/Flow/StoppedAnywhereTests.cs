using Amazon.Runtime;
using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;

using OpsAgent.Local.Hosting;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.Local.Stores;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Flow;

/// <summary>Somebody at the Step Functions console stops an execution in whatever state, or sends callbacks and heartbeats by hand.</summary>
public sealed class StoppedAnywhereTests
{
    /// <summary>A state, the call that is slow in it, and how a proposal may end whose execution is stopped there.</summary>
    public static TheoryData<string, string?, string[]> States => new()
    {
        { "ValidateTags", "ec2:DescribeInstances", ["rejected"] },
        { "AssessRisk", "ec2:DescribeInstances", ["rejected"] },
        { "Preflight", "ec2:RebootInstances", ["rejected"] },
        { "WaitForApproval", null, ["expired"] },
        { "ExecuteAction", "ec2:RebootInstances", ["failed", "unknown"] },
        { "VerifyOutcome", null, ["failed"] },
    };

    [Theory]
    [MemberData(nameof(States))]
    public async Task StopExecution_InAnyState_ClosesTheProposalFreesTheTargetAndTellsTheRequester(string state, string? slow, string[] ends)
    {
        // An approval answers after 20 s at the latest, while a reboot that takes longer is still being made.
        await using var agent = await StartAsync(slow, seconds: state is "ExecuteAction" ? 25 : 12);
        using var client = Client(agent);
        var proposed = await agent.ProposeRebootAsync(Instances.Healthy);
        var id = proposed.Text("proposal_id")!;
        if (state is "ExecuteAction" or "VerifyOutcome")
        {
            await StateAsync(agent, id, "WaitForApproval");
            await agent.DecideAsync("approve", proposed.Text("approval_token")!, LocalUsers.Lead);
        }

        await StateAsync(agent, id, state);

        await client.StopExecutionAsync(new StopExecutionRequest { ExecutionArn = await ArnAsync(agent, id) });

        var page = await agent.UntilAsync(id, TimeSpan.FromSeconds(2), ends);
        Assert.True(page.Json.GetProperty("audit").GetProperty("verified").GetBoolean(), page.Body);
        await agent.UntilToldAsync($"[to requester] {id}:");
        Assert.InRange(Reboots(agent), 0, state is "ExecuteAction" or "VerifyOutcome" ? 1 : 0);
        Assert.NotEqual("RESOURCE_BUSY", (await agent.ProposeRebootAsync(Instances.Healthy, LocalUsers.Lead)).ErrorCode);
    }

    [Fact]
    public async Task StopExecution_WhileTheChangeIsBeingMade_IsNotClosedBeforeTheClaimRunsOut()
    {
        await using var agent = await StartAsync("ec2:RebootInstances", seconds: 60, preflightSeconds: 1);
        using var client = Client(agent);
        var proposed = await agent.ProposeRebootAsync(Instances.Healthy);
        var id = proposed.Text("proposal_id")!;
        await StateAsync(agent, id, "WaitForApproval", TimeSpan.FromSeconds(2));
        await agent.DecideAsync("approve", proposed.Text("approval_token")!, LocalUsers.Lead);
        await StateAsync(agent, id, "ExecuteAction");
        var claimed = agent.Time.GetUtcNow();

        await client.StopExecutionAsync(new StopExecutionRequest { ExecutionArn = await ArnAsync(agent, id) });

        // The invocation lasts 30 s here, and two clocks may be 20 s apart.
        var page = await agent.UntilAsync(id, TimeSpan.FromSeconds(1), "unknown", "failed");
        var ended = DateTimeOffset.Parse(page.Text("ended_at")!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(ended - claimed > TimeSpan.FromSeconds(25), $"It ended {ended - claimed} after the claim.");
    }

    [Fact]
    public async Task SendTaskHeartbeat_ByHand_KeepsTheWaitOpenButNotTheWindow()
    {
        await using var agent = await LocalAgent.StartAsync();
        using var client = Client(agent);
        var proposed = await agent.ProposeRebootAsync(Instances.Healthy);
        var id = proposed.Text("proposal_id")!;
        var token = agent.TaskToken(await ArnAsync(agent, id));
        agent.Time.Advance(TimeSpan.FromSeconds(880));
        await client.SendTaskHeartbeatAsync(new SendTaskHeartbeatRequest { TaskToken = token });
        agent.Time.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal("APPROVAL_EXPIRED", (await agent.DecideAsync("approve", proposed.Text("approval_token")!, LocalUsers.Lead)).ErrorCode);

        var page = await agent.UntilAsync(id, TimeSpan.FromSeconds(2), "expired");
        Assert.Equal("Nobody decided within the approval window.", page.Text("close_reason"));
        Assert.Equal(["WaitForApproval", "Decided?", "RecordOutcome", "HowDidItEnd?", "Expired"], page.Path().TakeLast(5));
        Assert.Equal(0, Reboots(agent));
        Assert.NotEqual("RESOURCE_BUSY", (await agent.ProposeRebootAsync(Instances.Healthy)).ErrorCode);
    }

    [Theory]
    [InlineData("NoReason", "RecordOutcome")]
    [InlineData("States.HeartbeatTimeout", "CloseApproval")]
    public async Task SendTaskFailure_ByHand_EndsTheProposalAndRunsNothing(string error, string next)
    {
        await using var agent = await LocalAgent.StartAsync();
        using var client = Client(agent);
        var proposed = await agent.ProposeRebootAsync(Instances.Healthy);
        var id = proposed.Text("proposal_id")!;
        var token = agent.TaskToken(await ArnAsync(agent, id));

        await client.SendTaskFailureAsync(new SendTaskFailureRequest { TaskToken = token, Error = error, Cause = "by hand" });

        var page = await agent.UntilAsync(id, "expired");
        Assert.Contains(next, page.Path());
        Assert.Equal(0, Reboots(agent));
    }

    [Theory]
    [InlineData("""{"status":"approved"}""")]
    [InlineData("7")]
    [InlineData("{}")]
    public async Task SendTaskSuccess_ByHand_EndsTheProposalAndRunsNothing(string output)
    {
        await using var agent = await LocalAgent.StartAsync();
        using var client = Client(agent);
        var proposed = await agent.ProposeRebootAsync(Instances.Healthy);
        var id = proposed.Text("proposal_id")!;
        var token = agent.TaskToken(await ArnAsync(agent, id));

        await client.SendTaskSuccessAsync(new SendTaskSuccessRequest { TaskToken = token, Output = output });

        var page = await agent.UntilAsync(id, "expired");
        Assert.DoesNotContain("action_executed", page.Timeline());
        Assert.Equal(0, Reboots(agent));
    }

    /// <param name="preflightSeconds">For a call that preflight makes first: how long that one takes; the next alone takes the other time.</param>
    private static async Task<LocalAgent> StartAsync(string? slow, int seconds, int? preflightSeconds = null)
    {
        var file = Path.GetTempFileName();
        var faults = slow is null ? string.Empty
            : preflightSeconds is { } first ? $"{Fault(first, times: 1)}, {Fault(seconds, times: 1)}"
            : Fault(seconds, times: null);
        await File.WriteAllTextAsync(file, $$"""
            {
              "instances": [
                { "instance_id": "{{Instances.Healthy}}", "tags": { "Name": "web-1", "OpsAgentManaged": "true", "Environment": "production", "CriticalityLevel": "high" } }
              ],
              "faults": [{{faults}}]
            }
            """);
        try
        {
            return await LocalAgent.StartAsync(new LocalOptions { CloudFile = file });
        }
        finally
        {
            File.Delete(file);
        }

        string Fault(int after, int? times) => $$"""{ "action": "{{slow}}", "kind": "slow", "seconds": {{after}}{{(times is null ? string.Empty : $", \"times\": {times}")}} }""";
    }

    private static async Task StateAsync(LocalAgent agent, string id, string state, TimeSpan? step = null)
    {
        for (var looks = 0; looks < 2000; looks++)
        {
            var page = await agent.GetAsync($"/operations/proposals/{id}");
            if (page.Json.GetProperty("workflow").ValueKind is System.Text.Json.JsonValueKind.Object && page.Path() is [.., var last] && last == state
                // It is entered a moment before the proposal can be decided.
                && (state != "WaitForApproval" || page.Text("status") == "pending"))
            {
                return;
            }

            agent.Time.Advance(step ?? TimeSpan.FromMilliseconds(500));
        }

        throw new TimeoutException($"{id} did not come to {state}.");
    }

    private static async Task<string> ArnAsync(LocalAgent agent, string id) =>
        (await agent.GetAsync($"/operations/proposals/{id}")).Json.GetProperty("workflow").GetProperty("execution_arn").GetString()!;

    private static int Reboots(LocalAgent agent)
    {
        using var database = new SqliteDatabase(Path.Combine(agent.Host.DataFolder, "opsagent.db"));
        return new CloudWriteLog(database, agent.Time).Find(SimulatedInstances.RebootAction, Instances.Healthy).Count;
    }

    private static AmazonStepFunctionsClient Client(LocalAgent agent) => new(
        new BasicAWSCredentials("AKIAFAKEFAKEFAKEFAKE", "fake"),
        new AmazonStepFunctionsConfig { ServiceURL = agent.Host.StatesUrl.AbsoluteUri, AuthenticationRegion = "us-east-1" });
}
