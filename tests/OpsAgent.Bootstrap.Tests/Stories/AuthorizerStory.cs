using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.EndToEnd.Tests;
using OpsAgent.Functions;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>API Gateway asks about a good key, and about a wrong one.</summary>
internal static class AuthorizerStory
{
    public static async Task PlayAsync(Stage stage)
    {
        var allowed = await stage.StepAsync(FunctionNames.Authorizer, EventOf("X-API-Key", Account.ApiKey));
        Assert.Contains("\"Effect\":\"Allow\"", allowed.ToJsonString(), StringComparison.Ordinal);
        await stage.FailAsync(FunctionNames.Authorizer, EventOf("X-API-Key", "wrong"), "UnauthorizedException");
        await stage.FailAsync(FunctionNames.Authorizer, EventOf("X-API-Key", "wrong"), "UnauthorizedException", Incident.Rival);
    }

    public static JsonObject EventOf(string header, string value) => new()
    {
        ["type"] = "REQUEST",
        ["methodArn"] = "arn:aws:execute-api:us-east-1:123456789012:abcdef1234/test/GET/operations/proposals",
        ["path"] = "/operations/proposals",
        ["httpMethod"] = "GET",
        ["headers"] = new JsonObject { [header] = value },
        ["requestContext"] = new JsonObject { ["requestId"] = "request-1", ["resourcePath"] = "/operations/proposals", ["identity"] = new JsonObject { ["sourceIp"] = "203.0.113.7" } },
    };
}
