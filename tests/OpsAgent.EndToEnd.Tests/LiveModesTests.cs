using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace OpsAgent.EndToEnd.Tests;

/// <summary><c>opsagent up</c> on an AWS account, in the modes that read it and that change it.</summary>
public sealed class LiveModesTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Live_AnApprovedWrite_ChangesTheAccountAndIsAuditedThere(bool onMotosEngine)
    {
        var lambdaPort = FreePort();
        await using var account = await Account.OpenAsync("--lambda", $"http://127.0.0.1:{lambdaPort}");
        string[] engine = onMotosEngine ? ["--step-functions-endpoint", account.Url.AbsoluteUri] : [];
        using var host = await Host.StartAsync(account, "SANDBOX_LIVE", ["--lambda-port", $"{lambdaPort}", .. engine]);

        var (id, approved) = await host.CarryAsync("scale_ecs_service", """{"cluster":"main","service":"web","desired_count":4,"reason":"The queue grows since eight","user_id":"engineer@example.com"}""");

        Assert.Equal("EXECUTED", approved.GetProperty("execution_status").GetString());
        Assert.Equal(4, await account.DesiredCountAsync());
        Assert.Equal(["request_received", "proposal_created", "approval_requested", "approval_granted", "action_executed"], (await account.AuditAsync(id)).Take(5));
        var (rebooted, reboot) = await host.CarryAsync("reboot_ec2", $$"""{"instance_id":"{{account.Tagged}}","reason":"The application hangs","user_id":"engineer@example.com"}""");
        Assert.Equal("EXECUTED", reboot.GetProperty("execution_status").GetString());
        Assert.Contains("action_executed", await account.AuditAsync(rebooted));
        var refused = await host.PostAsync("/operations/reboot_ec2", $$"""{"instance_id":"{{account.Untagged}}","reason":"The application hangs","user_id":"engineer@example.com"}""");
        Assert.Equal("TAG_VALIDATION_FAILED", refused.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task DryRun_AnApprovedWrite_ChangesNothingAndSaysWhatItWouldDo()
    {
        await using var account = await Account.OpenAsync();
        using var host = await Host.StartAsync(account, "DRY_RUN", []);

        var (id, approved) = await host.CarryAsync("scale_ecs_service", """{"cluster":"main","service":"web","desired_count":4,"reason":"The queue grows since eight","user_id":"engineer@example.com"}""");

        Assert.Equal(("DRY_RUN", "WOULD_EXECUTE"), (approved.GetProperty("execution_mode").GetString(), approved.GetProperty("execution_status").GetString()));
        Assert.Equal(2, await account.DesiredCountAsync());
        Assert.Contains("approval_granted", await account.AuditAsync(id));
        var (_, reboot) = await host.CarryAsync("reboot_ec2", $$"""{"instance_id":"{{account.Tagged}}","reason":"The application hangs","user_id":"engineer@example.com"}""");
        Assert.Equal("WOULD_EXECUTE", reboot.GetProperty("execution_status").GetString());
    }

    [Fact]
    public async Task Live_ItsStepFunctionsAndLambda_TakeTheKeyPairOfTheRunAlone()
    {
        await using var account = await Account.OpenAsync();
        using var host = await Host.StartAsync(account, "SANDBOX_LIVE", []);
        string[] list = ["stepfunctions", "list-state-machines"], invoke = ["lambda", "invoke", "--function-name", "Reconciler", "--payload", "{}", "/dev/null"];

        foreach (var (endpoint, command) in new[] { (host.StatesUrl, list), (host.LambdaUrl, invoke) })
        {
            var (exit, _, error) = await AwsCli.TryAsync(endpoint, host.Key, command);
            Assert.True(exit == 0, error);
            foreach (var (key, code) in new ((string, string)?, string)[]
            {
                (null, endpoint == host.StatesUrl ? "MissingAuthenticationToken" : "UnsupportedMediaType"), (("AKIAFAKEFAKEFAKEFAKE", "fake"), "UnrecognizedClient"), ((host.Key.Id, "fake"), "InvalidSignature"),
            })
            {
                var refused = await AwsCli.TryAsync(endpoint, key, command);
                Assert.NotEqual(0, refused.Exit);
                Assert.Contains(code, refused.Error, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Live_WithoutWhatItNeeds_SaysAllOfItAtOnce()
    {
        await using var account = await Account.OpenAsync();
        var bare = account.Environment.Where(v => !v.Key.StartsWith("OPSAGENT", StringComparison.Ordinal)).ToDictionary();
        var elsewhere = account.Environment.ToDictionary();
        (elsewhere["OPSAGENT_ENVIRONMENT"], elsewhere["OPSAGENT_PARAMETER_PREFIX"]) = ("other", "/elsewhere");

        var unset = await Cli.RunAsync(bare, "up", "--mode", "SANDBOX_LIVE");
        var missing = await Cli.RunAsync(elsewhere, "up", "--mode", "SANDBOX_LIVE", "--port", "0", "--states-port", "0", "--lambda-port", "0");

        Assert.Equal((2, 2), (unset.Exit, missing.Exit));
        Assert.All(["Environment", "NotificationsTopicArn", "ApprovalsTopicArn", "IncidentsTopicArn", "ExecutorRoleArn"], name => Assert.Contains(name, unset.Error, StringComparison.Ordinal));
        Assert.All(
            ["opsagent-approvals-other", "opsagent-audit-other", "opsagent-incidents-other", "opsagent-sessions-other", "/elsewhere/api-key", "/elsewhere/allowed-users"],
            name => Assert.Contains(name, missing.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", missing.Error, StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Host : IDisposable
    {
        private readonly Cli _cli;
        private readonly HttpClient _client;

        private Host(Cli cli, Uri url, JsonElement ready)
        {
            (StatesUrl, LambdaUrl) = (ready.GetProperty("states_url").GetString()!, ready.GetProperty("lambda_url").GetString()!);
            Key = (ready.GetProperty("aws_access_key_id").GetString()!, ready.GetProperty("aws_secret_access_key").GetString()!);
            (_cli, _client) = (cli, new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(60) });
            _client.DefaultRequestHeaders.Add("X-API-Key", Account.ApiKey);
        }

        public string StatesUrl { get; }

        public string LambdaUrl { get; }

        public (string Id, string Secret) Key { get; }

        public static async Task<Host> StartAsync(Account account, string mode, string[] more)
        {
            var readyFile = Path.GetTempFileName();
            string[] ports = more.Contains("--lambda-port") ? ["--port", "0", "--states-port", "0"] : ["--port", "0", "--states-port", "0", "--lambda-port", "0"];
            var cli = Cli.Start(
                account.Environment,
                ["up", "--mode", mode, "--set", "AllowAssertedDecisions=true", "--wait-time-scale", "0.1", "--ready-file", readyFile, .. ports, .. more]);
            var greeting = await cli.ReadUntilAsync("Ctrl-C");
            using var ready = JsonDocument.Parse(await File.ReadAllTextAsync(readyFile));
            File.Delete(readyFile);
            Assert.Equal(JsonValueKind.Null, ready.RootElement.GetProperty("api_key").ValueKind);
            var host = new Host(cli, new Uri(ready.RootElement.GetProperty("url").GetString()!), ready.RootElement);
            Assert.Contains($"export AWS_ACCESS_KEY_ID={host.Key.Id} AWS_SECRET_ACCESS_KEY={host.Key.Secret}", greeting, StringComparison.Ordinal);
            return host;
        }

        public async Task<(string Id, JsonElement Approved)> CarryAsync(string operation, string body)
        {
            var proposed = await PostAsync($"/operations/{operation}", body);
            Assert.True(proposed.TryGetProperty("approval_token", out var token), proposed.ToString());
            var approved = await PostAsync(
                "/operations/approve",
                $$$"""{"operation":"approve_action","parameters":{"approval_token":"{{{token.GetString()}}}"},"user_context":{"user_id":"lead@example.com"}}""");
            Assert.True(approved.GetProperty("success").GetBoolean(), approved.ToString());
            return (proposed.GetProperty("proposal_id").GetString()!, approved);
        }

        public async Task<JsonElement> PostAsync(string path, string json)
        {
            using var content = new StringContent(json, Encoding.UTF8, "application/json");
            using var response = await _client.PostAsync(new Uri(path, UriKind.Relative), content);
            using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            return document.RootElement.Clone();
        }

        public void Dispose()
        {
            _client.Dispose();
            _cli.Dispose();
        }
    }
}
