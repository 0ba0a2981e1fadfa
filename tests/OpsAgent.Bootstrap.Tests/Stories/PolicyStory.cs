using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.Compat.Tests.Support;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>A rule is added while a proposal waits: it is rejected, and the next is not taken.</summary>
internal static class PolicyStory
{
    public static async Task PlayAsync(Stage stage)
    {
        var machine = new Machine(stage);
        var proposed = await machine.ProposeAsync("reboot_ec2", machine.Reboot());
        await stage.World.AgeAsync(proposed.Id, TimeSpan.FromMinutes(1));
        await stage.World.PutPolicyAsync("""{"name":"cool-down","cooldown_minutes":600}""");

        var wake = Incident.Answering("states:SendTaskSuccess", FakeResponse.Ok("{}"));
        await stage.StepAsync(FunctionNames.Reconciler, new JsonObject { ["detail-type"] = "Scheduled Event" }, wake);
        var rejected = await stage.AskAsync(ApiRequest.Get(FunctionNames.Proposals, $"/operations/proposals/{proposed.Id}"));
        Assert.Equal("rejected", rejected["status"]!.GetValue<string>());

        var refused = await stage.AskAsync(ApiRequest.Post(FunctionNames.Proposals, "/operations/reboot_ec2", machine.Reboot()));
        Assert.Equal("cool-down", refused["error"]!["details"]!["rule"]!.GetValue<string>());
        await stage.World.PutPolicyAsync();
    }
}
