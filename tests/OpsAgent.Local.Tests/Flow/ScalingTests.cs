using System.Text.Json.Nodes;

using OpsAgent.Local.Hosting;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.Local.Stores;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Flow;

/// <summary><c>scale_ecs_service</c> from the proposal to its end, on a cloud with one service that follows and one that lacks capacity.</summary>
public sealed class ScalingTests
{
    private const string Web = "arn:aws:ecs:us-east-1:123456789012:service/production/web";
    private const string Worker = "arn:aws:ecs:us-east-1:123456789012:service/production/worker";

    // Ten minutes of verification in looks that are as far apart as the machine's own.
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Approve_AServiceThatFollows_ConvergesAndCompletes()
    {
        await using var agent = await StartAsync();
        var proposed = await ScaleAsync(agent, "web", 5);
        Assert.True(proposed.Success, proposed.Body);
        Assert.Equal("medium", proposed.Text("risk_level"));
        Assert.Equal("Scale ECS service production/web from 3 to 5 tasks.", proposed.Text("action_summary"));
        Assert.Equal("""{"desired_count":"3"}""", proposed.Json.GetProperty("plan").GetProperty("before").GetRawText());

        var approved = await agent.DecideAsync("approve", proposed.Text("approval_token")!, LocalUsers.Lead);

        Assert.True(approved.Json.GetProperty("action_executed").GetBoolean(), approved.Body);
        var page = await agent.UntilAsync(proposed.Text("proposal_id")!, "completed");
        Assert.Equal(["request_received", "proposal_created", "approval_requested", "approval_granted", "action_executed", "outcome_verified"], page.Timeline());
        Assert.Contains("running count 5 of 5", page.Text("message"), StringComparison.Ordinal);
        Assert.DoesNotContain("RevertAction", page.Path());
        Assert.Equal([5], CountsSet(agent, Web));
    }

    [Fact]
    public async Task Propose_ToZero_IsHighRiskAndSaysWhy()
    {
        await using var agent = await StartAsync();

        var proposed = await ScaleAsync(agent, "web", 0);

        Assert.Equal("high", proposed.Text("risk_level"));
        Assert.Contains("Scaling to zero stops every task", proposed.Body, StringComparison.Ordinal);
        await agent.DecideAsync("approve", proposed.Text("approval_token")!, LocalUsers.Lead);
        Assert.Contains("running count 0 of 0", (await agent.UntilAsync(proposed.Text("proposal_id")!, "completed")).Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approve_AServiceThatDoesNotSettleAndKeeps_FailsAndIsLeftAsItIs()
    {
        await using var agent = await StartAsync();
        var proposed = await ScaleAsync(agent, "worker", 6);
        await agent.DecideAsync("approve", proposed.Text("approval_token")!, LocalUsers.Lead);

        var page = await agent.UntilAsync(proposed.Text("proposal_id")!, Slow, "failed");

        Assert.Equal(["VerifyOutcome", "RevertAction", "RecordOutcome", "HowDidItEnd?", "Failed"], page.Path().TakeLast(5));
        Assert.Contains("its effect was not seen: not within 10 min: running count is 4 of 6", page.Text("message"), StringComparison.Ordinal);
        Assert.Equal([6], CountsSet(agent, Worker));
    }

    [Fact]
    public async Task Approve_AServiceThatDoesNotSettleAndReverts_IsSetBackAndSaysSo()
    {
        await using var agent = await StartAsync();
        var proposed = await ScaleAsync(agent, "worker", 6, "revert");
        Assert.Equal("revert to 3", proposed.Json.GetProperty("plan").GetProperty("after").GetProperty("on_failure").GetString());
        await agent.DecideAsync("approve", proposed.Text("approval_token")!, LocalUsers.Lead);

        var page = await agent.UntilAsync(proposed.Text("proposal_id")!, Slow, "failed");

        Assert.Equal(["VerifyOutcome", "RevertAction", "RecordOutcome", "HowDidItEnd?", "Failed"], page.Path().TakeLast(5));
        Assert.Contains("did not settle", page.Text("message"), StringComparison.Ordinal);
        Assert.Contains("set back to 3 tasks", page.Text("message"), StringComparison.Ordinal);
        Assert.Equal("REVERTED", page.Json.GetProperty("reversal").GetProperty("status").GetString());
        Assert.Equal(["approval_granted", "action_executed", "action_executed", "outcome_verified"], page.Timeline().TakeLast(4));
        Assert.True(page.Json.GetProperty("audit").GetProperty("verified").GetBoolean());
        Assert.Contains("set back to 3 tasks", agent.Notices.ToString(), StringComparison.Ordinal);
        Assert.Equal([6, 3], CountsSet(agent, Worker));
    }

    [Fact]
    public async Task Approve_CountChangedSinceTheProposal_IsRefusedAtDispatch()
    {
        await using var agent = await StartAsync();
        var proposed = await ScaleAsync(agent, "web", 6);
        Writes(agent, log => log.Add(SimulatedServices.UpdateAction, Web, "somebody-else", 4));

        var approved = await agent.DecideAsync("approve", proposed.Text("approval_token")!, LocalUsers.Lead);

        Assert.Equal("PLAN_CHANGED", approved.ErrorCode);
        var page = await agent.UntilAsync(proposed.Text("proposal_id")!, "rejected");
        Assert.Equal("guardrail_rejected", page.Timeline()[^1]);
        Assert.Equal([4], CountsSet(agent, Web));
    }

    [Fact]
    public async Task Approve_AwsThrottlesTwice_IsExecutedOnce()
    {
        await using var agent = await StartAsync("""{ "action": "ecs:UpdateService", "kind": "throttled", "times": 2 }""");
        var proposed = await ScaleAsync(agent, "web", 5);
        Assert.True(proposed.Success, proposed.Body);

        await agent.DecideAsync("approve", proposed.Text("approval_token")!, LocalUsers.Lead);

        var page = await agent.UntilAsync(proposed.Text("proposal_id")!, "completed");
        Assert.Equal(["action_executed", "outcome_verified"], page.Timeline().TakeLast(2));
        Assert.Equal([5], CountsSet(agent, Web));
    }

    [Fact]
    public async Task Propose_WhatCannotBe_IsRefusedWithWhatToDo()
    {
        await using var agent = await StartAsync();

        var already = await ScaleAsync(agent, "web", 3);
        Assert.Equal("POLICY_DENIED", already.ErrorCode);
        Assert.Contains("is 3 already", already.Body, StringComparison.Ordinal);
        Assert.Equal("RESOURCE_NOT_FOUND", (await ScaleAsync(agent, "mail", 3)).ErrorCode);
        Assert.Equal("VALIDATION_ERROR", (await ScaleAsync(agent, "web", 101)).ErrorCode);
        var untagged = await ScaleAsync(agent, "untagged", 2);
        Assert.Equal("TAG_VALIDATION_FAILED", untagged.ErrorCode);
        Assert.Contains("aws ecs tag-resource --resource-arn arn:aws:ecs:us-east-1:123456789012:service/production/untagged", untagged.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Propose_WhatAwsWouldRefuseOrMoveAgain_IsSaidBeforeAnybodyIsAsked()
    {
        await using var agent = await StartAsync();

        var daemon = await ScaleAsync(agent, "daemon", 5);
        Assert.Equal("POLICY_DENIED", daemon.ErrorCode);
        Assert.Contains("The daemon scheduling strategy does not support a desired count for services", daemon.Body, StringComparison.Ordinal);
        var outside = await ScaleAsync(agent, "scaled", 20);
        Assert.Equal("POLICY_DENIED", outside.ErrorCode);
        Assert.Contains("register-scalable-target", outside.Body, StringComparison.Ordinal);
        var inside = await ScaleAsync(agent, "scaled", 6);
        Assert.True(inside.Success, inside.Body);
        Assert.Contains("Application Auto Scaling moves this service between 2 and 10 (target tracking on ECSServiceAverageCPUUtilization at 60)", inside.Json.GetProperty("plan").GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
        await agent.UntilToldAsync("Application Auto Scaling moves this service between 2 and 10");
    }

    [Fact]
    public async Task Approve_AServiceOfCodeDeploy_IsVerifiedByItsTaskSet()
    {
        await using var agent = await StartAsync();
        var proposed = await ScaleAsync(agent, "blue-green", 6, "revert");

        await agent.DecideAsync("approve", proposed.Text("approval_token")!, LocalUsers.Lead);

        Assert.Contains("deployment task set STEADY_STATE", (await agent.UntilAsync(proposed.Text("proposal_id")!, "completed")).Text("message"), StringComparison.Ordinal);
        Assert.Equal([6], CountsSet(agent, "arn:aws:ecs:us-east-1:123456789012:service/production/blue-green"));
    }

    [Fact]
    public async Task Propose_ByEnvelopeAndByTypedRoute_IsTheSamePlan()
    {
        await using var agent = await StartAsync();
        var typed = await ScaleAsync(agent, "web", 5, "revert");
        await agent.DecideAsync("withdraw", typed.Text("approval_token")!, LocalUsers.Engineer, "the other way now");
        var parameters = Parameters("web", 5, "revert");
        parameters["action"] = "scale_ecs_service";

        var envelope = await agent.PostAsync("/operations/propose", new JsonObject
        {
            ["operation"] = "propose_action",
            ["parameters"] = parameters,
            ["user_context"] = new JsonObject { ["user_id"] = LocalUsers.Engineer },
        });

        Assert.True(envelope.Success, envelope.Body);
        Assert.All(
            ["plan_hash", "action_summary", "risk_level", "risk_reasons", "approvals_needed", "plan", "status"],
            member => Assert.Equal(typed.Text(member), envelope.Text(member)));
    }

    private static async Task<LocalAgent> StartAsync(string fault = "")
    {
        const string Tags = """{ "OpsAgentManaged": "true", "Environment": "production", "CriticalityLevel": "high" }""";
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $$"""
            {
              "instances": [],
              "services": [
                { "cluster": "production", "service": "web", "desired_count": 3, "task_seconds": 2, "tags": {{Tags}} },
                { "cluster": "production", "service": "worker", "desired_count": 3, "task_seconds": 2, "most_tasks": 4, "tags": {{Tags}} },
                { "cluster": "production", "service": "daemon", "scheduling_strategy": "DAEMON", "tags": {{Tags}} },
                { "cluster": "production", "service": "blue-green", "controller": "CODE_DEPLOY", "desired_count": 4, "task_seconds": 2, "tags": {{Tags}} },
                { "cluster": "production", "service": "scaled", "desired_count": 3, "tags": {{Tags}},
                  "scaling": { "minimum": 2, "maximum": 10, "policies": ["target tracking on ECSServiceAverageCPUUtilization at 60"] } },
                { "cluster": "production", "service": "untagged", "desired_count": 1 }
              ],
              "faults": [{{fault}}]
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
    }

    private static Task<Answer> ScaleAsync(LocalAgent agent, string service, int count, string onFailure = "keep")
    {
        var body = Parameters(service, count, onFailure);
        body["user_id"] = LocalUsers.Engineer;
        return agent.PostAsync("/operations/scale_ecs_service", body);
    }

    private static JsonObject Parameters(string service, int count, string onFailure) => new()
    {
        ["cluster"] = "production",
        ["service"] = service,
        ["desired_count"] = count,
        ["reason"] = "The queue grows since 03:00",
        ["on_failure"] = onFailure,
    };

    private static List<int?> CountsSet(LocalAgent agent, string arn)
    {
        List<int?> counts = [];
        Writes(agent, log => counts.AddRange(log.Find(SimulatedServices.UpdateAction, arn).Select(w => w.Value)));
        return counts;
    }

    private static void Writes(LocalAgent agent, Action<CloudWriteLog> use)
    {
        using var database = new SqliteDatabase(Path.Combine(agent.Host.DataFolder, "opsagent.db"));
        use(new CloudWriteLog(database, agent.Time));
    }
}
