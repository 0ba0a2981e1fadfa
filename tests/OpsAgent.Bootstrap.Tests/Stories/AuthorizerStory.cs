using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.EndToEnd.Tests;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>API Gateway asks about a good key, alone and in a user's name, and about a wrong one.</summary>
internal static class AuthorizerStory
{
    public static async Task PlayAsync(Stage stage)
    {
        var allowed = await stage.StepAsync(FunctionNames.Authorizer, EventOf("X-API-Key", Account.ApiKey));
        Assert.Contains("\"Effect\":\"Allow\"", allowed.ToJsonString(), StringComparison.Ordinal);
        var named = await stage.StepAsync(FunctionNames.Authorizer, EventOf("X-API-Key", Account.ApiKey, "lead@example.com"));
        Assert.Contains("\"user\":\"lead@example.com\"", named.ToJsonString(), StringComparison.Ordinal);
        await stage.FailAsync(FunctionNames.Authorizer, EventOf("X-API-Key", "wrong"), "UnauthorizedException");
        await stage.FailAsync(FunctionNames.Authorizer, EventOf("X-API-Key", "wrong"), "UnauthorizedException", Incident.Rival);
    }

    public static JsonObject EventOf(string header, string value, string? user = null) => new()
    {
        ["type"] = "REQUEST",
        ["methodArn"] = "arn:aws:execute-api:us-east-1:123456789012:abcdef1234/test/GET/operations/proposals",
        ["path"] = "/operations/proposals",
        ["httpMethod"] = "GET",
        ["headers"] = user is null ? new JsonObject { [header] = value } : new JsonObject { [header] = value, ["X-OpsAgent-User"] = user },
        ["requestContext"] = new JsonObject { ["requestId"] = "request-1", ["resourcePath"] = "/operations/proposals", ["identity"] = new JsonObject { ["sourceIp"] = "203.0.113.7" } },
    };
}
