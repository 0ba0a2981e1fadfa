using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>Incidents, one of them recorded twice and one about a proposal, and summaries for two channels, of which one has an address that nothing is sent to.</summary>
internal static class WorkflowStory
{
    public static async Task PlayAsync(Stage stage)
    {
        var machine = new Machine(stage);
        var proposed = await machine.ProposeAsync("reboot_ec2", machine.Reboot());
        var first = await DoneAsync("create_incident_record", Report(), "key-1");
        var again = await DoneAsync("create_incident_record", Report(), "key-1");
        Assert.Equal(first["details"]!["incident_id"]!.GetValue<string>(), again["details"]!["incident_id"]!.GetValue<string>());
        var about = Report();
        about["proposal_id"] = proposed.Id;
        await DoneAsync("create_incident_record", about);
        await DoneAsync("post_summary_to_channel", new JsonObject { ["text"] = "The shop is slow", ["channel"] = "notifications" });
        await stage.World.NameChannelAsync("ops", "http://not-a-webhook.example.com/");
        var misled = await stage.AskAsync(ApiRequest.Post(FunctionNames.WorkflowOperations, "/operations/post_summary_to_channel", new JsonObject { ["text"] = "The shop is slow", ["channel"] = "ops" }));
        Assert.False(misled["success"]!.GetValue<bool>(), misled.ToJsonString());

        // The audit of it was not written, so it was not done.
        var unaudited = await stage.AskAsync(ApiRequest.Post(FunctionNames.WorkflowOperations, "/operations/create_incident_record", Report()), Incident.Rival);
        Assert.False(unaudited["success"]!.GetValue<bool>());
        await stage.AskAsync(ApiRequest.Decide("withdraw", proposed.Token, "engineer", "It recovered"));
        await machine.EndAsync(proposed.Id);

        async Task<JsonNode> DoneAsync(string operation, JsonObject body, string? key = null)
        {
            var answer = await stage.AskAsync(ApiRequest.Post(FunctionNames.WorkflowOperations, $"/operations/{operation}", body, key));
            Assert.True(answer["success"]!.GetValue<bool>(), answer.ToJsonString());
            return answer;
        }
    }

    private static JsonObject Report() => new() { ["summary"] = "The shop is slow since eight", ["severity"] = "high" };
}
