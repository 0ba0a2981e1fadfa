using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>Every page of the console, in DRY_RUN, where a named user may read it.</summary>
internal static class ConsoleStory
{
    public static async Task PlayAsync(Stage stage)
    {
        var machine = new Machine(stage);
        var proposed = await machine.ProposeAsync("reboot_ec2", machine.Reboot());
        var created = await SeeAsync("audit", ("proposal_id", proposed.Id), ("event_type", "proposal_created"));
        var day = created["events"]![0]!["timestamp"]!.GetValue<string>()[..10];

        await SeeAsync("me");
        await SeeAsync("proposals");
        await SeeAsync("proposals", ("state", "ended"));
        Assert.NotNull((await SeeAsync($"proposals/{proposed.Id}"))["workflow"]);
        await SeeAsync("statemachine");
        await SeeAsync("incidents", ("limit", "1"));
        foreach (var query in new[] { ("day", day), ("user", "engineer@example.com"), ("event_type", "proposal_created") })
        {
            Assert.NotEmpty((await SeeAsync("audit", query))["events"]!.AsArray());
        }

        Assert.True((await SeeAsync($"chains/{proposed.Id}"))["verified"]!.GetValue<bool>());
        await stage.AskAsync(ApiRequest.Get(FunctionNames.Console, "/console/me"), Incident.Rival);
        var stranger = await stage.AskAsync(ApiRequest.Get(FunctionNames.Console, "/console/me").ByAStranger());
        Assert.Equal("AUTHENTICATION_FAILED", stranger["error"]?["code"]?.GetValue<string>());

        await stage.AskAsync(ApiRequest.Decide("withdraw", proposed.Token, "engineer", "It recovered"));
        await machine.EndAsync(proposed.Id);

        async Task<JsonNode> SeeAsync(string page, params (string, string)[] query)
        {
            var answer = await stage.AskAsync(ApiRequest.Get(FunctionNames.Console, $"/console/{page}", query));
            Assert.True(answer["success"]!.GetValue<bool>(), answer.ToJsonString());
            return answer;
        }
    }
}
