using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Authorizer;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Api;

/// <summary>What API Gateway gets from the authorizer; who gets what is in the authorisation matrix.</summary>
public sealed class AuthorizerFunctionTests
{
    private const string Arn = "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/production/GET/operations/proposals";

    private readonly Bench bench = new() { Tokens = new FakeTokenVerifier(("lead-token", new TokenVerification.Verified(Users.Lead))) };

    [Fact]
    public async Task Handle_AValidToken_AllowsTheCalledMethodAndTellsWhoWithoutASecret()
    {
        bench.Settings.Cached[ParameterNames.UsagePlanKey] = " usage-plan-key-0123456789 ";

        Assert.Equal(
            $$$"""{"principalId":"lead@example.com","policyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["execute-api:Invoke"],"Resource":["{{{Arn}}}"]}]},"context":{"user":"lead@example.com","identity":"verified"},"usageIdentifierKey":"usage-plan-key-0123456789"}""",
            (await AskAsync(Sent().With("Authorization", "Bearer lead-token"))).GetRawText());
    }

    [Fact]
    public async Task Handle_AValidKeyAlone_AllowsWithoutAUser()
    {
        var answer = await AskAsync(Sent().With("X-API-Key", Bench.ApiKey));

        Assert.Equal("api-key", answer.GetProperty("principalId").GetString());
        Assert.Equal("""{"user":"","identity":"asserted"}""", answer.GetProperty("context").GetRawText());
        Assert.False(answer.TryGetProperty("usageIdentifierKey", out _));
    }

    [Fact]
    public async Task Handle_AKeyInAnUnlistedUsersName_DeniesAndSaysWhyForTheGatewaysOwnAnswer()
    {
        var answer = await AskAsync(Sent().With("X-API-Key", Bench.ApiKey).With("X-OpsAgent-User", "stranger@example.com"));

        Assert.Equal("Deny", EffectOf(answer));
        var context = answer.GetProperty("context");
        Assert.Equal("USER_NOT_AUTHORIZED", context.GetProperty("code").GetString());
        Assert.Contains("/opsagent/allowed-users", context.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(context.GetProperty("correlation_id").GetString(), Assert.Single(bench.Store.Audit.All).Chain);
    }

    [Fact]
    public async Task Handle_AnUnlistedUserInTheQueryOfAGet_IsDeniedToo()
    {
        var sent = Sent().With("X-API-Key", Bench.ApiKey);
        sent["queryStringParameters"] = new JsonObject { ["user_id"] = "stranger@example.com" };

        Assert.Equal("Deny", EffectOf(await AskAsync(sent)));
    }

    [Fact]
    public async Task Handle_AListedUserInTheHeaderAndAnotherInTheQuery_GoesByTheHeader_AndTheFunctionRefusesBoth()
    {
        var sent = Sent().With("X-API-Key", Bench.ApiKey).With("X-OpsAgent-User", Users.Viewer.Value);
        sent["queryStringParameters"] = new JsonObject { ["user_id"] = "stranger@example.com" };

        Assert.Equal("Allow", EffectOf(await AskAsync(sent)));
        var answer = await bench.SendAsync(Events.Get("/operations/proposals", Users.Viewer, [("user_id", "stranger@example.com")]));
        Assert.Equal("VALIDATION_ERROR", answer.Code);
    }

    [Theory]
    [InlineData("arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/production/GET/operations/*")]
    [InlineData("arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/production/GET/operations/proposal?")]
    [InlineData("arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/production/GET/operations/${aws:username}")]
    public async Task Handle_APathThatAPolicyWouldReadAsAPattern_IsDenied(string arn)
    {
        var sent = Sent().With("X-API-Key", Bench.ApiKey);
        sent["methodArn"] = arn;

        Assert.Equal("Deny", EffectOf(await AskAsync(sent)));
    }

    [Fact]
    public async Task Handle_NoCredentials_ThrowsTheOneWordThatTheGatewayTakesForA401()
    {
        Assert.Equal("Unauthorized", (await Assert.ThrowsAsync<UnauthorizedException>(() => AskAsync(Sent()))).Message);
        Assert.Equal("no_credentials", Detail("reason"));
    }

    [Fact]
    public async Task Handle_ARefusal_IsAuditedWithWhoFromWhereAndWhy()
    {
        await Assert.ThrowsAsync<UnauthorizedException>(() => AskAsync(Sent().With("X-API-Key", "wrong-key-0123").With("X-OpsAgent-User", "lead@example.com")));

        Assert.Equal(
            ("GET /operations/proposals", "203.0.113.7", "api_key", "wrong_key", "lead@example.com", "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"),
            (Detail("route"), Detail("source_ip"), Detail("presented"), Detail("reason"), Detail("claimed_user"), Detail("gateway_request_id")));
        Assert.DoesNotContain("wrong-key-0123", Assert.Single(bench.Store.Audit.All).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_ASecretWhereANameBelongs_IsNotAudited()
    {
        await Assert.ThrowsAsync<UnauthorizedException>(() => AskAsync(Sent().With("X-API-Key", "wrong-key-0123").With("X-OpsAgent-User", Bench.ApiKey)));

        Assert.Null(Detail("claimed_user"));
        Assert.DoesNotContain(Bench.ApiKey, Assert.Single(bench.Store.Audit.All).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_TheAuditIsDown_RefusesAllTheSame()
    {
        bench.Store.Audit.IsDown = true;

        await Assert.ThrowsAsync<UnauthorizedException>(() => AskAsync(Sent()));
        Assert.Contains("audit not written", bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ParameterNames.ApiKey)]
    [InlineData(ParameterNames.UsagePlanKey)]
    public async Task Handle_SettingsThatCannotBeRead_AdmitNobody(string name)
    {
        bench.Settings.Failure = new AwsException(ErrorCode.AwsAccessDenied, "ssm:GetParameter", name, $"AWS denied ssm:GetParameter on {name}.");

        await Assert.ThrowsAsync<AwsException>(() => AskAsync(Sent().With("X-API-Key", Bench.ApiKey)));
        Assert.Contains("nobody is admitted: AWS denied ssm:GetParameter", bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }

    private Task<JsonElement> AskAsync(JsonObject sent) => bench.InvokeAsync(FunctionNames.Authorizer, sent);

    private string? Detail(string name) =>
        Assert.Single(bench.Store.Audit.All).Fields().GetProperty("details").TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string? EffectOf(JsonElement answer) =>
        answer.GetProperty("policyDocument").GetProperty("Statement")[0].GetProperty("Effect").GetString();

    private static JsonObject Sent()
    {
        var sent = Events.Event("GET", "/operations/proposals", null).Without("X-API-Key").Without("Content-Type");
        sent["type"] = "REQUEST";
        sent["methodArn"] = Arn;
        sent["requestContext"]!["resourcePath"] = "/operations/proposals";
        sent["requestContext"]!["identity"] = new JsonObject { ["sourceIp"] = "203.0.113.7" };
        return sent;
    }
}
