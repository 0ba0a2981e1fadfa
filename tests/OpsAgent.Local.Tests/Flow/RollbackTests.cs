using System.Text.Json.Nodes;

using OpsAgent.Local.Hosting;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.Local.Stores;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Flow;

/// <summary><c>rollback_ecs_service</c> from the proposal to its end, on the cloud whose incident it ends.</summary>
public sealed class RollbackTests
{
    private const string LoadBalancer = "app/production-web/50dc6c495c0c9188";
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Approve_TheRollbackOfTheIncident_IsVerifiedAndTheIncidentEnds()
    {
        await using var agent = await LocalAgent.StartAsync();
        Assert.Contains("UpdateService on service/production/web by ci-deployer", await SummaryAsync(agent, "search_cloudtrail_events?time_window=6h"), StringComparison.Ordinal);

        var proposed = await RollbackAsync(agent, "web");

        Assert.True(proposed.Success, proposed.Body);
        Assert.Equal("Roll back ECS service production/web from web:42 to web:41.", proposed.Text("action_summary"));
        var notes = Notes(proposed);
        Assert.StartsWith("web:41 is the last revision before web:42 that completed a deployment of this service at ", notes[0], StringComparison.Ordinal);
        Assert.Contains(notes, n => n.StartsWith("web:42 was deployed at ", StringComparison.Ordinal) && n.Contains(", by ci-deployer.", StringComparison.Ordinal));
        Assert.Contains(notes, n => n.Contains("/web:1.42.0 -> ", StringComparison.Ordinal) && n.Contains("environment adds CACHE_MAX_ITEMS, changes CACHE_BACKEND", StringComparison.Ordinal));
        Assert.DoesNotContain("redis", proposed.Body, StringComparison.Ordinal);

        await agent.DecideAsync("approve", proposed.Text("approval_token")!, LocalUsers.Lead);

        var page = await agent.UntilAsync(proposed.Text("proposal_id")!, Slow, "completed");
        Assert.Contains("task definition web:41, deployment COMPLETED, running count 3 of 3", page.Text("message"), StringComparison.Ordinal);
        agent.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.Contains("is healthy", await SummaryAsync(agent, "describe_alb_target_health?alb_name=production-web"), StringComparison.Ordinal);
        var errors = await SummaryAsync(agent, $"get_cloudwatch_metrics?resource={LoadBalancer}&metric=HTTPCode_Target_5XX_Count&statistic=Sum&time_window=1h");
        Assert.DoesNotContain("is in ALARM", errors, StringComparison.Ordinal);
        Assert.Contains("web:41", (await agent.GetAsync("/operations/search_cloudtrail_events?event_name=UpdateService")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approve_ARevisionWhoseTasksDoNotStart_FailsInAwssWordsAsSoonAsAwsGivesUp()
    {
        await using var agent = await LocalAgent.StartAsync();
        var proposed = await RollbackAsync(agent, "worker", "18");
        Assert.Contains("worker:18 is later than worker:17", proposed.Body, StringComparison.Ordinal);
        await agent.DecideAsync("approve", proposed.Text("approval_token")!, LocalUsers.Lead);
        var began = agent.Time.GetUtcNow();

        var page = await agent.UntilAsync(proposed.Text("proposal_id")!, Slow, "failed");

        Assert.Contains("deployment is FAILED: ECS deployment circuit breaker: tasks failed to start.", page.Text("message"), StringComparison.Ordinal);
        Assert.InRange(agent.Time.GetUtcNow() - began, TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Approve_DeployedAnewSinceTheProposal_IsRefusedAtDispatch()
    {
        await using var agent = await LocalAgent.StartAsync();
        var proposed = await RollbackAsync(agent, "web");
        using (var database = new SqliteDatabase(Path.Combine(agent.Host.DataFolder, "opsagent.db")))
        {
            new CloudWriteLog(database, agent.Time).Add(SimulatedServices.UpdateAction, "arn:aws:ecs:us-east-1:123456789012:service/production/web", "somebody-else", "web:41");
        }

        Assert.Equal("PLAN_CHANGED", (await agent.DecideAsync("approve", proposed.Text("approval_token")!, LocalUsers.Lead)).ErrorCode);
    }

    [Theory]
    [InlineData("web", "42", "POLICY_DENIED", "has web:42 already")]
    [InlineData("web", "39", "POLICY_DENIED", "web:39 is INACTIVE (deregistered)")]
    [InlineData("web", "99", "RESOURCE_NOT_FOUND", "There is no task definition web:99")]
    [InlineData("mail", null, "RESOURCE_NOT_FOUND", "AWS finds no ECS service production/mail")]
    [InlineData("web", "latest", "VALIDATION_ERROR", "task_definition")]
    public async Task Propose_WhatCannotBe_IsRefusedWithWhatToDo(string service, string? revision, string code, string words)
    {
        await using var agent = await LocalAgent.StartAsync();

        var refused = await RollbackAsync(agent, service, revision);

        Assert.Equal(code, refused.ErrorCode);
        Assert.Contains(words, refused.Body, StringComparison.Ordinal);
    }

    private static List<string> Notes(Answer proposed) => [.. proposed.Json.GetProperty("plan").GetProperty("notes").EnumerateArray().Select(n => n.GetString()!)];

    private static async Task<string> SummaryAsync(LocalAgent agent, string path)
    {
        var answer = await agent.GetAsync($"/operations/{path}");
        Assert.True(answer.Success, answer.Body);
        return answer.Text("summary")!;
    }

    private static Task<Answer> RollbackAsync(LocalAgent agent, string service, string? revision = null)
    {
        var body = new JsonObject { ["cluster"] = "production", ["service"] = service, ["reason"] = "5xx since the deployment.", ["user_id"] = LocalUsers.Engineer };
        if (revision is not null)
        {
            body["task_definition"] = revision;
        }

        return agent.PostAsync("/operations/rollback_ecs_service", body);
    }
}
