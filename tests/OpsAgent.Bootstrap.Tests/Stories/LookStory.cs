using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>Health, and every diagnostic, on things that are there and that are not, and strangers at every door.</summary>
internal static class LookStory
{
    public static async Task PlayAsync(Stage stage)
    {
        Assert.Equal("ok", (await stage.AskAsync(ApiRequest.Get(FunctionNames.Health, "/health")))["status"]!.GetValue<string>());

        await SeeAsync("get_ec2_status", ("instance_id", stage.Account.Tagged));
        await SeeAsync("get_ec2_status", ("tag_key", "Environment"), ("tag_value", "test"));
        var metric = await SeeAsync("get_cloudwatch_metrics", ("resource", stage.Account.Tagged), ("metric", "CPUUtilization"));
        Assert.Single(metric["details"]!["alarms"]!.AsArray());
        await MissAsync("RESOURCE_NOT_FOUND", "get_cloudwatch_metrics", ("resource", stage.Account.Tagged), ("metric", "Nothing"));
        var health = await SeeAsync("describe_alb_target_health", ("alb_name", "web"));
        Assert.Contains(stage.Account.Tagged, health.ToJsonString(), StringComparison.Ordinal);

        // Its CloudTrail section fails on moto, and the others are shown.
        var overview = await SeeAsync("get_overview");
        Assert.Single(overview["details"]!["not_searched"]!.AsArray());

        // moto has no LookupEvents; what was asked for is seen all the same.
        await MissAsync("AWS_SERVICE_ERROR", "search_cloudtrail_events", ("event_name", "UpdateService"));
        await stage.AskAsync(ApiRequest.Get(FunctionNames.Diagnostics, "/operations/get_ec2_status", ("instance_id", stage.Account.Tagged)), Incident.Rival);

        await StrangerAsync(ApiRequest.Get(FunctionNames.Diagnostics, "/operations/get_ec2_status", ("instance_id", stage.Account.Tagged)));
        await StrangerAsync(ApiRequest.Get(FunctionNames.Proposals, "/operations/proposals"));
        await StrangerAsync(ApiRequest.Post(FunctionNames.WorkflowOperations, "/operations/create_incident_record", []));

        // Both keys are read, and read again: one may be new.
        async Task StrangerAsync(ApiRequest request) =>
            Assert.Equal("AUTHENTICATION_FAILED", (await stage.AskAsync(request.ByAStranger()))["error"]?["code"]?.GetValue<string>());

        async Task<JsonNode> SeeAsync(string operation, params (string, string)[] query)
        {
            var answer = await stage.AskAsync(ApiRequest.Get(FunctionNames.Diagnostics, $"/operations/{operation}", query));
            Assert.True(answer["success"]!.GetValue<bool>(), answer.ToJsonString());
            return answer;
        }

        async Task MissAsync(string code, string operation, params (string, string)[] query)
        {
            var answer = await stage.AskAsync(ApiRequest.Get(FunctionNames.Diagnostics, $"/operations/{operation}", query));
            Assert.Equal(code, answer["error"]?["code"]?.GetValue<string>());
        }
    }
}
