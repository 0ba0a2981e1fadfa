using System.Diagnostics;
using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Logs;
using OpsAgent.Bootstrap.Tests.Stories;
using OpsAgent.Compat.Tests.Support;
using OpsAgent.EndToEnd.Tests;
using OpsAgent.Functions.Hosting;
using OpsAgent.TestKit.Oidc;

namespace OpsAgent.Bootstrap.Tests;

/// <summary>The native binary on an emulation of the Lambda Runtime API, with moto as AWS.</summary>
public sealed class BinaryTests(Binary binary, BinaryTests.Shared shared, ITestOutputHelper output) : IClassFixture<BinaryTests.Shared>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>One account for all: none of these tests is about what is in it.</summary>
    public sealed class Shared : IAsyncDisposable
    {
        private readonly Lazy<Task<Account>> _account = new(() => Account.OpenAsync());

        public async ValueTask DisposeAsync()
        {
            if (_account is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            {
                await (await _account.Value).DisposeAsync();
            }
        }

        internal Task<Account> AccountAsync() => _account.Value;
    }

    [Fact]
    public void Publish_OfTheBinary_SaysNothingOfTrimmingOrAot()
    {
        Assert.DoesNotContain("warning", binary.PublishOutput, StringComparison.OrdinalIgnoreCase);
        output.WriteLine($"binary: {new FileInfo(Binary.File).Length / 1e6:0.0} MB");
    }

    [Fact]
    public async Task Start_UntilItAsksForAnEvent_MakesNoClientAndIsMeasured()
    {
        var account = await shared.AccountAsync();

        // A client of the SDK cannot be made without a Region.
        var environment = Stage.EnvironmentOf(account, account.Url);
        Assert.True(environment.Remove("AWS_REGION") && environment.Remove("AWS_ENDPOINT_URL"));
        foreach (var function in FunctionNames.All)
        {
            using var api = new FakeRuntimeApi();
            var watch = Stopwatch.StartNew();
            using var process = Binary.Start(function, api, environment);
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
        var account = await shared.AccountAsync();
        var (report, said) = await FailedInitAsync("Rebooter", Stage.EnvironmentOf(account, account.Url));

        Assert.All(FunctionNames.All, name => Assert.Contains(name, report, StringComparison.Ordinal));
        var line = Assert.Single(LogLines.Of(said));
        Assert.Equal("System.ArgumentException", (string?)JsonNode.Parse(line)!["errorType"]);
        Assert.Equal([line], SavedQuery.OfTheTemplate()["ErrorAnalysis"].Find([line]));
    }

    [Fact]
    public async Task Start_WithoutConfiguration_FailsAtInitAndNamesEverySetting()
    {
        var (report, _) = await FailedInitAsync("Health", new Dictionary<string, string>());

        Assert.All(
            ["OPSAGENT_EXECUTION_MODE", "OPSAGENT_ENVIRONMENT", "OPSAGENT_STATE_MACHINE_ARN", "OPSAGENT_PROPOSALS_FUNCTION", "OPSAGENT_NOTIFICATIONS_TOPIC_ARN", "OPSAGENT_APPROVALS_TOPIC_ARN", "OPSAGENT_INCIDENTS_TOPIC_ARN", "OPSAGENT_EXECUTOR_ROLE_ARN", "OPSAGENT_DECISION_KEY_ARN"],
            name => Assert.Contains(name, report, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Log_OfAFunction_IsTheSameWhateverTheRuntimeMakesOfTheConsole()
    {
        var account = await shared.AccountAsync();
        var plain = await LogAsync();

        Assert.Contains(plain, line => line["_aws"] is not null);
        Assert.Contains(plain, line => (string?)line["event_type"] == "authentication_failed");
        Assert.Equal(Kinds(plain), Kinds(await LogAsync(("AWS_LAMBDA_LOG_FORMAT", "JSON"), ("AWS_LAMBDA_LOG_LEVEL", "FATAL"))));
        Assert.Equal(Kinds(plain), Kinds(await LogAsync(("AWS_LAMBDA_HANDLER_LOG_FORMAT", "JSON"), ("AWS_LAMBDA_HANDLER_LOG_LEVEL", "Critical"))));

        static IEnumerable<string> Kinds(IEnumerable<JsonNode> lines) => lines.Select(line => string.Join(' ', line.AsObject().Select(member => member.Key)));

        async Task<IReadOnlyList<JsonNode>> LogAsync(params (string Name, string Value)[] variables)
        {
            var environment = Stage.EnvironmentOf(account, account.Url);
            foreach (var (name, value) in variables)
            {
                environment[name] = value;
            }

            var (_, said) = await Binary.InvokeAsync("Authorizer", AuthorizerStory.EventOf("X-API-Key", "wrong").ToJsonString(), environment);
            return [.. LogLines.Of(said).Select(line => JsonNode.Parse(line)!).Where(line => !LogLines.IsOfTheRuntime(line))];
        }
    }

    [Fact]
    public async Task Authorizer_WithTokensOfAnHttpsIssuer_VerifiesThemNatively()
    {
        var account = await shared.AccountAsync();
        using var certificate = LoopbackCertificate.Create();
        await using var issuer = new FakeOidcIssuer(certificate);
        var trusted = Path.GetTempFileName();
        await File.WriteAllTextAsync(trusted, certificate.ExportCertificatePem());
        var environment = new Dictionary<string, string>(Stage.EnvironmentOf(account, account.Url))
        {
            ["OPSAGENT_OIDC_ISSUER"] = issuer.Issuer,
            ["OPSAGENT_OIDC_AUDIENCE"] = issuer.Audience,
            ["SSL_CERT_FILE"] = trusted,
        };

        foreach (var signer in issuer.Published)
        {
            var (allowed, said) = await AskAsync(Token(by: signer));
            Assert.True(allowed.Path.EndsWith("/response", StringComparison.Ordinal), $"{signer.Algorithm}: {allowed.Body} {said}");
            Assert.Contains("\"principalId\":\"lead@example.com\"", allowed.Body, StringComparison.Ordinal);
            Assert.Contains("\"identity\":\"verified\"", allowed.Body, StringComparison.Ordinal);
        }

        foreach (var token in new[] { Token(c => c["exp"] = 1), Token(c => c["aud"] = "another"), Token(by: TokenSigner.None("rsa-1")), Token(by: TokenSigner.Rsa("RS256", "rsa-1")) })
        {
            var (refused, said) = await AskAsync(token);
            Assert.EndsWith("/error", refused.Path, StringComparison.Ordinal);
            Assert.Equal("Unauthorized", JsonNode.Parse(refused.Body)!["errorMessage"]!.GetValue<string>());
            Assert.DoesNotContain(token, said, StringComparison.Ordinal);
        }

        File.Delete(trusted);

        // It gives the issuer three seconds, in which a busy machine may not have shaken hands: then another process is asked.
        async Task<(ReceivedRequest Result, string Output)> AskAsync(string token)
        {
            for (var attempt = 1; ; attempt++)
            {
                var answer = await Binary.InvokeAsync("Authorizer", AuthorizerStory.EventOf("Authorization", $"Bearer {token}").ToJsonString(), environment);
                if (attempt == 4 || !answer.Output.Contains("issuer_unreachable", StringComparison.Ordinal))
                {
                    return answer;
                }
            }
        }

        string Token(Action<JsonObject>? claims = null, TokenSigner? by = null) => issuer.Token("lead@example.com", DateTimeOffset.UtcNow, claims, by: by);
    }

    private static async Task<(string Report, string Output)> FailedInitAsync(string function, IReadOnlyDictionary<string, string> environment)
    {
        using var api = new FakeRuntimeApi();
        using var process = Binary.Start(function, api, environment);
        var output = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);

        // SIGABRT: nobody catches what the runtime throws on.
        Assert.Equal(128 + 6, process.ExitCode);
        var report = Assert.Single(api.Results);
        Assert.EndsWith("/init/error", report.Path, StringComparison.Ordinal);
        return (report.Body, await output);
    }
}
