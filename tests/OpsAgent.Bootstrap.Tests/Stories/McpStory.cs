using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>An agent that looks, drafts, proposes and waits, records and posts, and reads what there is; it decides nothing.</summary>
internal static class McpStory
{
    public static async Task PlayAsync(Stage stage, Stage dry)
    {
        await LookAsync(stage);
        await ProposeAsync(stage);
        await FileAsync(stage);
        await DoneAsync(dry, "list_incidents", []);
        var stranger = await stage.AskAsync(Request("tools/list", []).ByAStranger());
        Assert.Equal("AUTHENTICATION_FAILED", stranger["error"]?["data"]?["code"]?.GetValue<string>());
    }

    private static async Task LookAsync(Stage stage)
    {
        var instance = stage.Account.Tagged;
        Assert.NotEmpty((await stage.AskAsync(Request("tools/list", [])))["result"]!["tools"]!.AsArray());
        await DoneAsync(stage, "get_ec2_status", new JsonObject { ["instance_id"] = instance });
        await DoneAsync(stage, "get_cloudwatch_metrics", new JsonObject { ["resource"] = instance, ["metric"] = "CPUUtilization" });
        await stage.AskAsync(Call("get_cloudwatch_metrics", new JsonObject { ["resource"] = instance, ["metric"] = "Nothing" }));
        await DoneAsync(stage, "describe_alb_target_health", new JsonObject { ["alb_name"] = "web" });
        await DoneAsync(stage, "get_overview", []);

        // moto has no LookupEvents.
        await stage.AskAsync(Call("search_cloudtrail_events", new JsonObject { ["event_name"] = "UpdateService" }));
        await stage.AskAsync(Call("get_ec2_status", new JsonObject { ["instance_id"] = instance }), Incident.Rival);
    }

    private static async Task ProposeAsync(Stage stage)
    {
        var machine = new Machine(stage);
        var draft = await DoneAsync(stage, "draft", Change());
        var change = Change();
        change["plan_hash"] = draft["plan_hash"]!.GetValue<string>();
        var proposed = await machine.StartAsync(Call("propose", change), machine.AskPeopleInThePastAsync);
        Assert.DoesNotContain("approval_token", proposed.Answer.ToJsonString(), StringComparison.Ordinal);
        foreach (var tool in new[] { "get_proposal", "wait_for_proposal" })
        {
            await DoneAsync(stage, tool, new JsonObject { ["proposal_id"] = proposed.Id });
        }

        await DoneAsync(stage, "list_proposals", []);
        foreach (var uri in new[] { "opsagent://proposals", $"opsagent://proposals/{proposed.Id}" })
        {
            Assert.Contains(proposed.Id, (await stage.AskAsync(Request("resources/read", new JsonObject { ["uri"] = uri })))["result"]!.ToJsonString(), StringComparison.Ordinal);
        }

        var about = Report();
        about["proposal_id"] = proposed.Id;
        await DoneAsync(stage, "create_incident_record", about);
        await machine.ExpireAsync(proposed.Id);
    }

    private static async Task FileAsync(Stage stage)
    {
        var report = Report();
        report["idempotency_key"] = "key-of-the-agent";
        var first = await DoneAsync(stage, "create_incident_record", report.DeepClone().AsObject());
        var again = await DoneAsync(stage, "create_incident_record", report);
        Assert.Equal(first["details"]!["incident_id"]!.GetValue<string>(), again["details"]!["incident_id"]!.GetValue<string>());
        await DoneAsync(stage, "post_summary_to_channel", new JsonObject { ["text"] = "The shop is slow", ["channel"] = "notifications" });

        // Nothing is sent to the address of that channel.
        await stage.AskAsync(Call("post_summary_to_channel", new JsonObject { ["text"] = "The shop is slow", ["channel"] = "ops" }));
    }

    /// <returns>The content of a tool's result.</returns>
    private static async Task<JsonNode> DoneAsync(Stage stage, string tool, JsonObject arguments)
    {
        var answer = await stage.AskAsync(Call(tool, arguments));
        Assert.True(answer["result"] is { } result && result["isError"]?.GetValue<bool>() is not true, $"{tool}: {answer.ToJsonString()}");
        return answer["result"]!["structuredContent"]!;
    }

    private static JsonObject Change() => new() { ["operation"] = "scale_ecs_service", ["parameters"] = Machine.Scale(6) };

    private static JsonObject Report() => new() { ["summary"] = "The shop is slow since eight", ["severity"] = "high" };

    private static ApiRequest Call(string tool, JsonObject arguments) => Request("tools/call", new JsonObject { ["name"] = tool, ["arguments"] = arguments });

    private static ApiRequest Request(string method, JsonObject parameters)
    {
        var request = ApiRequest.Post(FunctionNames.Mcp, "/mcp", []);
        var headers = request.Event["headers"]!.AsObject();
        (headers["X-OpsAgent-User"], headers["Accept"], headers["MCP-Protocol-Version"]) = ("engineer@example.com", "application/json, text/event-stream", "2025-11-25");
        request.Event["body"] = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = parameters }.ToJsonString();
        return request;
    }
}
