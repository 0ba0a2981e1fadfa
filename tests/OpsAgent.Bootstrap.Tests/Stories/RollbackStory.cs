using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>A service is rolled back to the revision before, which AWS keeps no deployment of.</summary>
internal static class RollbackStory
{
    public static async Task PlayAsync(Stage stage)
    {
        var machine = new Machine(stage);
        await stage.Account.DeployAnewAsync();

        var proposed = await machine.ProposeAsync("rollback_ecs_service", new JsonObject { ["cluster"] = "main", ["service"] = "web", ["reason"] = "Errors since the deployment" });
        Assert.Equal("Roll back ECS service main/web from web:2 to web:1.", proposed.Answer["action_summary"]!.GetValue<string>());
        var approved = await machine.ApproveAsync(proposed, () => machine.ExecuteAsync(proposed.Id));

        Assert.Equal("EXECUTED", approved["execution_status"]!.GetValue<string>());
        Assert.EndsWith("web:1", await stage.Account.TaskDefinitionAsync(), StringComparison.Ordinal);
        // moto never runs a task.
        await stage.FailAsync(FunctionNames.VerifyOutcome, Machine.Of(proposed.Id), "NotSettled");
        await stage.World.AgeAsync(proposed.Id, TimeSpan.FromMinutes(30));
        await stage.FailAsync(FunctionNames.VerifyOutcome, Machine.Of(proposed.Id), "ExecutionFailed");
        Assert.Equal("not_asked", (await stage.StepAsync(FunctionNames.ExecuteAction, Machine.Of(proposed.Id, "revert")))["status"]!.GetValue<string>());
        Assert.Equal("failed", await machine.EndAsync(proposed.Id, "ExecutionFailed"), ignoreCase: true);
    }
}
