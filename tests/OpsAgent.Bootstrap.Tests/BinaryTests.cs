using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Compat.Tests.Support;
using OpsAgent.EndToEnd.Tests;
using OpsAgent.Functions;
using OpsAgent.TestKit.Oidc;

namespace OpsAgent.Bootstrap.Tests;

/// <summary>The native binary on an emulation of the Lambda Runtime API, with moto as AWS.</summary>
public sealed class BinaryTests(Binary binary, ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void Publish_OfTheBinary_SaysNothingOfTrimmingOrAot()
    {
        Assert.DoesNotContain("warning", binary.PublishOutput, StringComparison.OrdinalIgnoreCase);
        output.WriteLine($"binary: {new FileInfo(Binary.File).Length / 1e6:0.0} MB");
    }

    [Fact]
    public async Task Start_UntilItAsksForAnEvent_IsMeasured()
    {
        await using var account = await Account.OpenAsync();
        foreach (var function in FunctionNames.All)
        {
            using var api = new FakeRuntimeApi();
            var watch = Stopwatch.StartNew();
            using var process = Binary.Start(function, api, EnvironmentOf(account, account.Url));
            await api.Idle.WaitAsync(Patience);
            var started = watch.Elapsed;
            var peak = (await File.ReadAllLinesAsync($"/proc/{process.Id}/status")).Single(l => l.StartsWith("VmHWM", StringComparison.Ordinal));
            process.Kill();
            Assert.Empty(api.Results);
            output.WriteLine($"{function}: {started.TotalMilliseconds:0} ms to the first next, {peak}");
        }
    }

    [Fact]
    public async Task Start_OfAFunctionThatThereIsNot_FailsAtInitAndListsThem()
    {
        await using var account = await Account.OpenAsync();
        var report = await FailedInitAsync("Rebooter", EnvironmentOf(account, account.Url));

        Assert.All(FunctionNames.All, name => Assert.Contains(name, report, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_WithoutConfiguration_FailsAtInitAndNamesEverySetting()
    {
        var report = await FailedInitAsync("Health", new Dictionary<string, string>());

        Assert.All(
            ["OPSAGENT_EXECUTION_MODE", "OPSAGENT_ENVIRONMENT", "OPSAGENT_STATE_MACHINE_ARN", "OPSAGENT_NOTIFICATIONS_TOPIC_ARN", "OPSAGENT_EXECUTOR_ROLE_ARN"],
            name => Assert.Contains(name, report, StringComparison.Ordinal));
    }

    [Fact]
    public async Task EveryFunction_InOneWrite_DoesItsPartAndCallsOnlyTheListedActions()
    {
        await using var account = await Account.OpenAsync();
        await StatesAsync(account, "CreateStateMachine", """{"name":"opsagent-write-operation","roleArn":"arn:aws:iam::123456789012:role/states","definition":"{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"End\":true}}}"}""");
        using var recorder = new ActionRecorder(account.Url);
        var environment = EnvironmentOf(account, recorder.Address);
        var calls = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);

        Assert.Equal("ok", (await ApiAsync("Health", "GET", "/health", null))["status"]!.GetValue<string>());
        Assert.Contains("\"Effect\":\"Allow\"", await StepAsync("Authorizer", AuthorizerEvent("X-API-Key", Account.ApiKey)), StringComparison.Ordinal);
        Assert.Contains("\"Unauthorized\"", await StepAsync("Authorizer", AuthorizerEvent("X-API-Key", "wrong"), mayFail: true), StringComparison.Ordinal);
        var look = await ApiAsync("Diagnostics", "GET", "/operations/get_ec2_status", null, ("instance_id", account.Tagged));
        Assert.True(look["success"]!.GetValue<bool>(), look.ToJsonString());
        await ApiAsync("Diagnostics", "GET", "/operations/get_cloudwatch_metrics", null, ("resource", account.Tagged), ("metric", "CPUUtilization"));
        await ApiAsync("Diagnostics", "GET", "/operations/describe_alb_target_health", null, ("alb_name", "web"));
        await ApiAsync("Diagnostics", "GET", "/operations/search_cloudtrail_events", null, ("event_name", "UpdateService"));
        await ApiAsync("Workflow", "POST", "/operations/create_incident_record", """{"summary":"The shop is slow since eight","severity":"high","user_id":"engineer@example.com"}""");
        await ApiAsync("Workflow", "POST", "/operations/post_summary_to_channel", """{"text":"The shop is slow","channel":"notifications","user_id":"engineer@example.com"}""");
        var proposed = await ApiAsync(
            "Proposals", "POST", "/operations/scale_ecs_service", """{"cluster":"main","service":"web","desired_count":4,"reason":"The queue grows since eight","user_id":"engineer@example.com"}""");
        var (id, token) = (proposed["proposal_id"]!.GetValue<string>(), proposed["approval_token"]!.GetValue<string>());

        await StepAsync("ValidateTags", $$"""{"proposal_id":"{{id}}"}""");
        await StepAsync("AssessRisk", $$"""{"proposal_id":"{{id}}"}""");
        await StepAsync("ExecuteAction", $$"""{"proposal_id":"{{id}}","phase":"preflight"}""");
        var entered = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        await StepAsync("RequestApproval", $$"""{"proposal_id":"{{id}}","task_token":"AQCEAAAAKgAAAAMAAAAA-a-token-of-the-test","entered_at":"{{entered}}","retry_count":0,"approval_window_seconds":900}""");
        await ApiAsync("Proposals", "POST", "/operations/approve", $$$"""{"operation":"approve_action","parameters":{"approval_token":"{{{token}}}"},"user_context":{"user_id":"lead@example.com"} }""");
        Assert.Contains("EXECUTED", await StepAsync("ExecuteAction", $$"""{"proposal_id":"{{id}}","phase":"execute"}"""), StringComparison.Ordinal);
        Assert.Equal(4, await account.DesiredCountAsync());
        await StepAsync("VerifyOutcome", $$"""{"proposal_id":"{{id}}"}""", mayFail: true);
        await StepAsync("CloseApproval", $$"""{"proposal_id":"{{id}}"}""");
        await StepAsync("RecordOutcome", $$"""{"proposal_id":"{{id}}","run":{} }""");
        await StepAsync("Sweep", """{"detail-type":"Scheduled Event"}""");

        Assert.Equal(["action_executed", "outcome_verified"], (await account.AuditAsync(id)).TakeLast(2));
        var recorded = string.Join('\n', calls.Select(c => $"{c.Key}: {string.Join(' ', c.Value)}")) + "\n";
        var list = Path.Combine(Binary.Root, "tests", "OpsAgent.Bootstrap.Tests", "aws-actions.txt");
        if (Environment.GetEnvironmentVariable("RECORD") == "true")
        {
            await File.WriteAllTextAsync(list, recorded);
        }

        Assert.Equal(FunctionNames.All.Order(StringComparer.Ordinal), calls.Keys);
        Assert.Equal(await File.ReadAllTextAsync(list), recorded);

        async Task<JsonNode> ApiAsync(string function, string method, string path, string? body, params (string Name, string Value)[] query)
        {
            var sent = new JsonObject
            {
                ["httpMethod"] = method,
                ["path"] = path,
                ["resource"] = path,
                ["headers"] = new JsonObject { ["X-API-Key"] = Account.ApiKey, ["Content-Type"] = "application/json", ["X-OpsAgent-User"] = "engineer@example.com" },
                ["body"] = body,
                ["queryStringParameters"] = new JsonObject(query.Select(q => KeyValuePair.Create(q.Name, (JsonNode?)q.Value))),
            };
            var answer = JsonNode.Parse(await StepAsync(function, sent.ToJsonString()))!;
            return JsonNode.Parse(answer["body"]!.GetValue<string>())!;
        }

        async Task<string> StepAsync(string function, string sent, bool mayFail = false)
        {
            var (result, said) = await Binary.InvokeAsync(function, sent, environment);
            Assert.True(mayFail || result.Path.EndsWith("/response", StringComparison.Ordinal), $"{function}: {result.Body}");
            Assert.All(said.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => JsonDocument.Parse(line).Dispose());
            Assert.DoesNotContain(Account.ApiKey, said, StringComparison.Ordinal);
            calls.TryAdd(function, new SortedSet<string>(StringComparer.Ordinal));
            calls[function].UnionWith(recorder.Take());
            return result.Body;
        }
    }

    [Fact]
    public async Task Authorizer_WithTokensOfAnHttpsIssuer_VerifiesThemNatively()
    {
        await using var account = await Account.OpenAsync();
        using var certificate = LoopbackCertificate.Create();
        await using var issuer = new FakeOidcIssuer(certificate);
        var trusted = Path.GetTempFileName();
        await File.WriteAllTextAsync(trusted, certificate.ExportCertificatePem());
        var environment = new Dictionary<string, string>(EnvironmentOf(account, account.Url))
        {
            ["OPSAGENT_OIDC_ISSUER"] = issuer.Issuer,
            ["OPSAGENT_OIDC_AUDIENCE"] = issuer.Audience,
            ["SSL_CERT_FILE"] = trusted,
        };

        foreach (var signer in issuer.Published)
        {
            var (allowed, said) = await Binary.InvokeAsync("Authorizer", AuthorizerEvent("Authorization", $"Bearer {Token(by: signer)}"), environment);
            Assert.True(allowed.Path.EndsWith("/response", StringComparison.Ordinal), $"{signer.Algorithm}: {allowed.Body} {said}");
            Assert.Contains("\"principalId\":\"lead@example.com\"", allowed.Body, StringComparison.Ordinal);
            Assert.Contains("\"identity\":\"verified\"", allowed.Body, StringComparison.Ordinal);
        }

        foreach (var token in new[] { Token(c => c["exp"] = 1), Token(c => c["aud"] = "another"), Token(by: TokenSigner.None("rsa-1")), Token(by: TokenSigner.Rsa("RS256", "rsa-1")) })
        {
            var (refused, said) = await Binary.InvokeAsync("Authorizer", AuthorizerEvent("Authorization", $"Bearer {token}"), environment);
            Assert.EndsWith("/error", refused.Path, StringComparison.Ordinal);
            Assert.Equal("Unauthorized", JsonNode.Parse(refused.Body)!["errorMessage"]!.GetValue<string>());
            Assert.DoesNotContain(token, said, StringComparison.Ordinal);
        }

        File.Delete(trusted);

        string Token(Action<JsonObject>? claims = null, TokenSigner? by = null) => issuer.Token("lead@example.com", DateTimeOffset.UtcNow, claims, by: by);
    }

    private static string AuthorizerEvent(string header, string value) => new JsonObject
    {
        ["type"] = "REQUEST",
        ["methodArn"] = "arn:aws:execute-api:us-east-1:123456789012:abcdef1234/test/GET/operations/proposals",
        ["path"] = "/operations/proposals",
        ["httpMethod"] = "GET",
        ["headers"] = new JsonObject { [header] = value },
        ["requestContext"] = new JsonObject { ["requestId"] = "request-1", ["resourcePath"] = "/operations/proposals", ["identity"] = new JsonObject { ["sourceIp"] = "203.0.113.7" } },
    }.ToJsonString();

    private static Dictionary<string, string> EnvironmentOf(Account account, Uri aws) => new(account.Environment)
    {
        ["AWS_ENDPOINT_URL"] = aws.AbsoluteUri,
        // As the template sets it: what the runtime itself writes is JSON too.
        ["AWS_LAMBDA_LOG_FORMAT"] = "JSON",
        ["OPSAGENT_EXECUTION_MODE"] = "SANDBOX_LIVE",
        ["OPSAGENT_ALLOW_ASSERTED_DECISIONS"] = "true",
        ["OPSAGENT_STATE_MACHINE_ARN"] = "arn:aws:states:us-east-1:123456789012:stateMachine:opsagent-write-operation",
    };

    private static async Task<string> FailedInitAsync(string function, IReadOnlyDictionary<string, string> environment)
    {
        using var api = new FakeRuntimeApi();
        using var process = Binary.Start(function, api, environment);
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.NotEqual(0, process.ExitCode);
        var report = Assert.Single(api.Results);
        Assert.EndsWith("/init/error", report.Path, StringComparison.Ordinal);
        return report.Body;
    }

    private static async Task StatesAsync(Account account, string action, string body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, account.Url) { Content = new StringContent(body, Encoding.UTF8, "application/x-amz-json-1.0") };
        request.Headers.Add("X-Amz-Target", $"AWSStepFunctions.{action}");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "AWS4-HMAC-SHA256", "Credential=AKIAFAKEFAKEFAKEFAKE/20260121/us-east-1/states/aws4_request, SignedHeaders=host, Signature=none");
        using var response = await http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}
