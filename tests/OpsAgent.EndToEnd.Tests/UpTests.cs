using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace OpsAgent.EndToEnd.Tests;

/// <summary><c>opsagent up</c> as a person meets it: a process, a terminal, curl and the AWS CLI.</summary>
public sealed class UpTests
{
    [Fact]
    public async Task Up_WithAReadyFile_CarriesARebootToItsEnd_AndTheAwsCliShowsItWithoutTheToken()
    {
        var folder = Directory.CreateTempSubdirectory("opsagent-e2e-");
        var readyFile = Path.Combine(folder.FullName, "ready.json");
        using var cli = Cli.Start(
            "up", "--port", "0", "--states-port", "0", "--lambda-port", "0", "--wait-time-scale", "0.05", "--ready-file", readyFile, "--data", folder.FullName);
        var greeting = await cli.ReadUntilAsync("Ctrl-C");
        using var ready = JsonDocument.Parse(await File.ReadAllTextAsync(readyFile));
        Assert.Equal(folder.FullName, ready.RootElement.GetProperty("data").GetString());
        Assert.Equal(4, ready.RootElement.GetProperty("users").GetArrayLength());
        Assert.Contains(ready.RootElement.GetProperty("api_key").GetString()!, greeting, StringComparison.Ordinal);

        using var client = new HttpClient { BaseAddress = new Uri(ready.RootElement.GetProperty("url").GetString()!) };
        client.DefaultRequestHeaders.Add("X-API-Key", ready.RootElement.GetProperty("api_key").GetString());
        var clock = Stopwatch.StartNew();
        using var proposed = await PostAsync(client, "/operations/reboot_ec2", """{"instance_id":"i-0a1b2c3d4e5f60002","reason":"Instance check fails, application hangs","user_id":"engineer@example.com"}""");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(8), $"Propose took {clock.Elapsed}.");
        var token = proposed.RootElement.GetProperty("approval_token").GetString()!;
        using var approved = await PostAsync(client, "/operations/approve", $$$"""{"operation":"approve_action","parameters":{"approval_token":"{{{token}}}"},"user_context":{"user_id":"lead@example.com"}}""");
        Assert.True(approved.RootElement.GetProperty("action_executed").GetBoolean());
        await cli.ReadUntilAsync("Done and verified");

        var states = ready.RootElement.GetProperty("states_url").GetString()!;
        var machine = (await AwsAsync(states, "list-state-machines", "--query", "stateMachines[0].stateMachineArn", "--output", "text")).Trim();
        var execution = (await AwsAsync(states, "list-executions", "--state-machine-arn", machine, "--query", "executions[0].executionArn", "--output", "text")).Trim();
        Assert.Contains("reboot_ec2-", execution, StringComparison.Ordinal);
        var history = await AwsAsync(states, "get-execution-history", "--execution-arn", execution);
        foreach (var state in new[] { "ValidateTags", "AssessRisk", "Preflight", "WaitForApproval", "Decided?", "ExecuteAction", "VerifyOutcome", "RecordOutcome", "Completed" })
        {
            Assert.Contains($"\"name\": \"{state}\"", history, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(token, history, StringComparison.Ordinal);
        var log = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "opsagent.log"));
        Assert.Contains("\"event_type\":\"action_executed\"", log, StringComparison.Ordinal);
        Assert.DoesNotContain(token, log, StringComparison.Ordinal);

        Assert.Equal(0, await cli.InterruptAsync());
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Up_OnABusyPort_SaysSoInOneLineAndFails()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (exit, _, error) = await Cli.RunAsync("up", "--port", $"{port}", "--states-port", "0", "--lambda-port", "0");
        Assert.NotEqual(0, exit);
        Assert.Equal($"opsagent: Failed to bind to address http://127.0.0.1:{port}: address already in use.", error.Trim());
    }

    [Theory]
    [InlineData("--bogus", "opsagent: Unrecognized command or argument '--bogus'.")]
    [InlineData("--port=99999", "opsagent: --port must be a port from 0 to 65535.")]
    [InlineData("--wait-time-scale=0", "opsagent: --wait-time-scale must be a number from 0.001 to 100.")]
    [InlineData("--cloud=/no/such/file", "opsagent: The cloud file /no/such/file cannot be read")]
    [InlineData("--step-functions-endpoint=nowhere", "opsagent: --step-functions-endpoint must be an http or https URL.")]
    public async Task Up_WithABadOption_SaysSoInOneLineAndFails(string option, string words)
    {
        var (exit, output, error) = await Cli.RunAsync("up", option);
        Assert.NotEqual(0, exit);
        Assert.StartsWith(words, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
        Assert.Empty(output);
    }

    private static async Task<JsonDocument> PostAsync(HttpClient client, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync());
    }

    private static async Task<string> AwsAsync(string endpoint, params string[] arguments)
    {
        var start = new ProcessStartInfo("aws", ["stepfunctions", "--endpoint-url", endpoint, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["AWS_ACCESS_KEY_ID"] = "AKIAFAKEFAKEFAKEFAKE";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "fake";
        start.Environment["AWS_DEFAULT_REGION"] = "us-east-1";
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        using var aws = Started(start);
        var output = aws.StandardOutput.ReadToEndAsync();
        var error = aws.StandardError.ReadToEndAsync();
        await aws.WaitForExitAsync();
        Assert.True(aws.ExitCode == 0, await error);
        return await output;
    }

    private static Process Started(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip("The AWS CLI (aws) is not on PATH.");
            throw;
        }
    }
}
