using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>A service is scaled, does not settle, and is set back; the proposal is looked at on the way.</summary>
internal static class ScaleStory
{
    public static async Task PlayAsync(Stage stage)
    {
        var machine = new Machine(stage);
        var proposed = await machine.ProposeAsync("scale_ecs_service", Machine.Scale(4, "revert"));
        var listed = await stage.AskAsync(ApiRequest.Get(FunctionNames.Proposals, "/operations/proposals"));
        Assert.Equal(1, listed["count"]!.GetValue<int>());
        var page = await stage.AskAsync(ApiRequest.Get(FunctionNames.Proposals, $"/operations/proposals/{proposed.Id}"));
        Assert.NotEmpty(page["workflow"]!.AsObject());

        var approved = await machine.ApproveAsync(proposed, () => machine.ExecuteAsync(proposed.Id));
        Assert.Equal("EXECUTED", approved["execution_status"]!.GetValue<string>());
        Assert.Equal(4, await stage.Account.DesiredCountAsync());

        // Somebody calls the step by hand, in the name of another execution.
        var foreign = Machine.Of(proposed.Id);
        foreign["execution_id"] = World.ExecutionArn("scale_ecs_service", "by-hand");
        await stage.FailAsync(FunctionNames.VerifyOutcome, foreign, "ApprovalInvalid");
        await stage.FailAsync(FunctionNames.VerifyOutcome, foreign, "TransientAwsError", Incident.Rival);

        // moto never runs a task.
        await stage.FailAsync(FunctionNames.VerifyOutcome, Machine.Of(proposed.Id), "NotSettled");
        await stage.FailAsync(FunctionNames.ExecuteAction, Machine.Of(proposed.Id, "revert"), "NotSettled");
        await stage.World.AgeAsync(proposed.Id, TimeSpan.FromMinutes(30));
        Assert.Equal("REVERTED", (await stage.StepAsync(FunctionNames.ExecuteAction, Machine.Of(proposed.Id, "revert")))["status"]!.GetValue<string>(), ignoreCase: true);
        Assert.Equal(2, await stage.Account.DesiredCountAsync());
        Assert.Equal("failed", await machine.EndAsync(proposed.Id, "NotSettled"), ignoreCase: true);
        var audit = await stage.Account.AuditAsync(proposed.Id);
        Assert.Equal(["request_received", "proposal_created", "approval_requested", "approval_granted", "action_executed"], audit.Take(5));
    }
}
