using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Api;

public sealed class ApiPipelineTests
{
    private readonly Bench bench = new();

    public static TheoryData<string> Cases => [.. EdgeCases.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Answer_ACaseOfTheTable_HasItsStatusItsCodeAndTheCommonShape(string name)
    {
        var (sent, status, code) = EdgeCases.All[name];

        var answer = await bench.SendAsync((JsonObject)sent.DeepClone());

        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.False(answer.Success);
        Assert.NotEmpty(answer.Message);
        Assert.Equal(JsonValueKind.Object, answer.Details.ValueKind);
        HasCommonShape(answer);
        Assert.Equal(0, bench.Store.Writes);
        Assert.Empty(bench.Executor.Executions);
        Assert.Empty(bench.Logger.Buffer.ToString());
    }

    [Fact]
    public async Task Answer_ARequestThatSucceeds_HasTheCommonShapeAndNoError()
    {
        var answer = await bench.SendAsync(EdgeCases.Look());

        Assert.Equal((200, true, (string?)null), (answer.Status, answer.Success, answer.Code));
        Assert.StartsWith("i-0a1b2c3d4e5f60001 (web-1) is running", answer["summary"], StringComparison.Ordinal);
        HasCommonShape(answer);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("APPLICATION/JSON")]
    public async Task Answer_AContentTypeWithAParameterOrInCapitals_IsTaken(string type) =>
        Assert.True((await bench.SendAsync(EdgeCases.Look().With("Content-Type", type))).Success);

    [Fact]
    public async Task Answer_ABodyInBase64_IsRead()
    {
        var sent = EdgeCases.Look();
        var body = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Asl.Text(sent["body"])));

        Assert.True((await bench.SendAsync(sent.WithBody(body, base64: true))).Success);
    }

    [Fact]
    public async Task Answer_HeadersInAnyCase_AreFound()
    {
        var sent = Events.Get("/operations/proposals", Users.Viewer).Without("X-API-Key").Without("X-OpsAgent-User");

        Assert.True((await bench.SendAsync(sent.With("x-api-key", Bench.ApiKey).With("x-opsagent-user", "Viewer@Example.com"))).Success);
    }

    [Fact]
    public async Task Answer_AUserInTheQuery_IsTakenOutOfTheParameters()
    {
        var sent = Events.Get("/operations/get_ec2_status", Users.Viewer, ("instance_id", Instances.WebId), ("user_id", "viewer@example.com"));

        Assert.True((await bench.SendAsync(sent.Without("X-OpsAgent-User"))).Success);
    }

    [Theory]
    [InlineData("new-key")]
    [InlineData("old-key")]
    [InlineData("plugin-key")]
    public async Task Answer_DuringARotation_BothKeysAndThePluginsAreTaken(string key)
    {
        bench.Settings.Cached[ParameterNames.ApiKey] = "old-key";
        bench.Settings.Newer[ParameterNames.ApiKey] = "new-key, old-key";
        bench.Settings.Cached[ParameterNames.PluginApiKey("production")] = "plugin-key";

        Assert.Equal(200, (await bench.SendAsync(EdgeCases.Look().With("X-API-Key", key))).Status);
        Assert.Equal(401, (await bench.SendAsync(EdgeCases.Look().With("X-API-Key", "new-key, old-key"))).Status);
    }

    [Theory]
    [InlineData(ErrorCode.AwsAccessDenied, "AWS_ACCESS_DENIED")]
    [InlineData(ErrorCode.AwsThrottled, "AWS_THROTTLED")]
    [InlineData(ErrorCode.AwsServiceError, "AWS_SERVICE_ERROR")]
    public async Task Answer_ACloudException_IsHttp200WithItsCode(ErrorCode code, string word)
    {
        bench.Fleet.Failure = new AwsException(code, "ec2:DescribeInstances", Instances.WebId, "AWS said no.");

        foreach (var answer in new[] { await bench.SendAsync(EdgeCases.Look()), await bench.ProposeAsync(Users.Engineer) })
        {
            Assert.Equal((200, word, "AWS said no."), (answer.Status, answer.Code, answer.Message));
            HasCommonShape(answer);
        }

        Assert.Equal(0, bench.Store.Writes);
    }

    [Fact]
    public async Task Answer_AnUnexpectedException_IsInLogByItsCorrelationIdAndNotInTheAnswer()
    {
        bench.Fleet.Failure = new InvalidOperationException("the database password is hunter2");

        var answer = await bench.SendAsync(EdgeCases.Look());

        Assert.Equal((200, "INTERNAL_ERROR"), (answer.Status, answer.Code));
        Assert.Contains(answer["correlation_id"]!, answer.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", answer.Raw, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", answer.Raw, StringComparison.Ordinal);
        var log = bench.Logger.Buffer.ToString();
        Assert.Contains($"ERROR {answer["correlation_id"]} System.InvalidOperationException: the database password is hunter2", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_TheSettingsCannotBeRead_RefusesEverybody()
    {
        bench.Settings.Failure = new TimeoutException("Parameter Store does not answer.");

        var answer = await bench.ProposeAsync(Users.Engineer);

        Assert.Equal("INTERNAL_ERROR", answer.Code);
        Assert.Equal(0, bench.Store.Writes);
    }

    [Theory]
    [InlineData(ErrorCode.AwsAccessDenied, "AWS_ACCESS_DENIED")]
    [InlineData(ErrorCode.AwsThrottled, "AWS_THROTTLED")]
    [InlineData(ErrorCode.AwsServiceError, "AWS_SERVICE_ERROR")]
    public async Task Answer_AwsKeepsTheSettings_Is503WithItsCodeAndTheReasonInTheLogAlone(ErrorCode code, string word)
    {
        bench.Settings.Failure = new AwsException(code, "ssm:GetParameter", "/opsagent/api-key", "AWS denied ssm:GetParameter on /opsagent/api-key.");

        var answer = await bench.ProposeAsync(Users.Engineer);

        Assert.Equal((503, word), (answer.Status, answer.Code));
        Assert.DoesNotContain("/opsagent/api-key", answer.Raw, StringComparison.Ordinal);
        Assert.Contains($"ERROR {answer["correlation_id"]} nobody is admitted: AWS denied ssm:GetParameter on /opsagent/api-key.", bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
        Assert.Equal("error_occurred", Field(Assert.Single(bench.Store.Audit.All), "event_type"));
        Assert.Equal(0, bench.Store.Writes);
    }

    [Fact]
    public async Task Answer_ACredentialInTwoSpellings_IsRefused()
    {
        var sent = EdgeCases.Look().With("X-API-Key", Bench.ApiKey).With("x-api-key", "wrong");

        Assert.Equal((401, "ambiguous_credentials"), await RefusedAsync(sent));
    }

    [Fact]
    public async Task Answer_ACredentialGivenTwice_IsRefused()
    {
        var sent = EdgeCases.Look();
        sent["multiValueHeaders"] = new JsonObject { ["X-API-Key"] = new JsonArray(Bench.ApiKey, "wrong") };

        Assert.Equal((401, "ambiguous_credentials"), await RefusedAsync(sent));
    }

    [Fact]
    public async Task Answer_ATokenAgainstTheHeadersName_IsRefusedThoughTheBodyNamesItsUser()
    {
        var withIssuer = new Bench { Tokens = new FakeTokenVerifier(("engineer-token", new TokenVerification.Verified(Users.Engineer))) };
        var sent = EdgeCases.Look().Without("X-API-Key").With("Authorization", "bearer engineer-token").With("X-OpsAgent-User", "lead@example.com");

        var answer = await withIssuer.SendAsync(sent);

        Assert.Equal((401, "other_user"), (answer.Status, answer.Details.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Answer_TheAuditIsDown_StillAnswersALook()
    {
        bench.Store.Audit.IsDown = true;

        var answer = await bench.SendAsync(EdgeCases.Look());

        Assert.True(answer.Success);
        Assert.Contains($"ERROR {answer["correlation_id"]} audit not written", bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_TheAuditIsDown_ProposesNothing()
    {
        bench.Store.Audit.IsDown = true;

        var answer = await bench.ProposeAsync(Users.Engineer);

        Assert.Equal((200, "INTERNAL_ERROR"), (answer.Status, answer.Code));
        Assert.Equal(0, bench.Store.Writes);
        Assert.Null(bench.Store.LeaseOn(Instances.Web.Arn));
        Assert.Empty(bench.Workflow.Calls);
    }

    [Fact]
    public async Task Answer_TheAuditIsDown_DecidesNothing()
    {
        Machine.Behind(bench);
        var token = (await bench.ProposeAsync(Users.Engineer))["approval_token"]!;
        bench.Store.Audit.IsDown = true;

        Assert.Equal("INTERNAL_ERROR", (await bench.ApproveAsync(Users.Lead, token)).Code);
        Assert.Equal("INTERNAL_ERROR", (await bench.DenyAsync(Users.Lead, token)).Code);
        Assert.Equal("INTERNAL_ERROR", (await bench.WithdrawAsync(Users.Engineer, token)).Code);

        bench.Store.Audit.IsDown = false;
        Assert.Equal("EXECUTED", (await bench.ApproveAsync(Users.Lead, token))["execution_status"]);
    }

    [Theory]
    [InlineData("a wrong key", "authentication_failed", "AUTHENTICATION_FAILED")]
    [InlineData("an unknown user", "authorization_denied", "USER_NOT_AUTHORIZED")]
    [InlineData("propose without the role", "authorization_denied", "ROLE_REQUIRED")]
    [InlineData("not JSON", "request_received", "NOT_JSON")]
    [InlineData("an instance that is not there", "request_received", "RESOURCE_NOT_FOUND")]
    public async Task Answer_ARefusal_IsAuditedInAChainOfItsOwn(string name, string type, string outcome)
    {
        var answer = await bench.SendAsync((JsonObject)EdgeCases.All[name].Event.DeepClone());

        var written = Assert.Single(bench.Store.Audit.All);
        Assert.Equal(answer["correlation_id"], written.Chain);
        Assert.Equal((type, outcome), (Field(written, "event_type"), Field(written, "outcome")));
    }

    [Fact]
    public async Task Answer_ALook_IsAuditedWithOperationTargetUserAndTheClientsCorrelationId()
    {
        var answer = await bench.SendAsync(EdgeCases.Look().With("X-Correlation-Id", "client-7"));

        Assert.NotEqual("client-7", answer["correlation_id"]);
        var written = Assert.Single(bench.Store.Audit.All);
        Assert.Equal(
            ("tool_executed", "get_ec2_status", Instances.WebId, "engineer@example.com"),
            (Field(written, "event_type"), Field(written, "operation"), Field(written, "target"), Field(written, "user_id")));
        Assert.Equal("client-7", written.Fields().GetProperty("details").GetProperty("client_correlation_id").GetString());
    }

    [Fact]
    public async Task Answer_AProposal_IsAuditedAsARequestAboutItAndNotAsAToolThatRan()
    {
        Machine.Behind(bench);

        var answer = await bench.ProposeAsync(Users.Engineer);

        var written = Assert.Single(bench.Store.Audit.All, e => e.Chain == answer["correlation_id"]);
        Assert.Equal(
            ("request_received", "reboot_ec2", answer["proposal_id"]),
            (Field(written, "event_type"), Field(written, "operation"), Field(written, "proposal_id")));
    }

    private async Task<(int Status, string? Reason)> RefusedAsync(JsonObject sent)
    {
        var answer = await bench.SendAsync(sent);
        return (answer.Status, answer.Details.GetProperty("reason").GetString());
    }

    private static string? Field(Core.Audit.AuditEvent written, string name) => written.Fields().GetProperty(name).GetString();

    private static void HasCommonShape(Answer answer)
    {
        Assert.Equal(26, answer["correlation_id"]!.Length);
        Assert.Equal("LOCAL_MOCK", answer["execution_mode"]);
        Assert.Equal("2026-03-14T09:00:00.000Z", answer["timestamp"]);
        Assert.Equal(answer["correlation_id"], answer.Headers.GetProperty("X-Correlation-Id").GetString());
        Assert.Equal("application/json", answer.Headers.GetProperty("Content-Type").GetString());
        Assert.Equal("no-store", answer.Headers.GetProperty("Cache-Control").GetString());
    }
}
