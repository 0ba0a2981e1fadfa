using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

using OpsAgent.StatesLanguage;

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

        using var client = new AgentClient(ready.RootElement);
        var clock = Stopwatch.StartNew();
        using var proposed = await client.ProposeRebootAsync("engineer@example.com");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(8), $"Propose took {clock.Elapsed}.");
        var token = proposed.RootElement.GetProperty("approval_token").GetString()!;
        using var approved = await client.ApproveAsync(token, "lead@example.com");
        Assert.True(approved.RootElement.GetProperty("action_executed").GetBoolean());
        await cli.ReadUntilAsync("Done and verified");

        var states = ready.RootElement.GetProperty("states_url").GetString()!;
        var machine = (await AwsCli.RunAsync(states, "list-state-machines", "--query", "stateMachines[0].stateMachineArn", "--output", "text")).Trim();
        var execution = (await AwsCli.RunAsync(states, "list-executions", "--state-machine-arn", machine, "--query", "executions[0].executionArn", "--output", "text")).Trim();
        Assert.Contains("reboot_ec2-", execution, StringComparison.Ordinal);
        var history = await AwsCli.RunAsync(states, "get-execution-history", "--execution-arn", execution);
        foreach (var state in new[] { "ValidateTags", "AssessRisk", "Preflight", "WaitForApproval", "Decided?", "ExecuteAction", "VerifyOutcome", "RecordOutcome", "Completed" })
        {
            Assert.Contains($"\"name\": \"{state}\"", history, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(token, history, StringComparison.Ordinal);
        Assert.Contains("[task token sha256:", history, StringComparison.Ordinal);
        Assert.DoesNotMatch("AAAAKg[A-Za-z0-9+/]{16}", history);
        var log = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "opsagent.log"));
        Assert.Contains("\"event_type\":\"action_executed\"", log, StringComparison.Ordinal);
        Assert.DoesNotContain(token, log, StringComparison.Ordinal);
        Assert.DoesNotMatch("AAAAKg[A-Za-z0-9+/]{16}", log);

        Assert.Equal(0, await cli.StopAsync());
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
    [InlineData("opsagent.db")]
    [InlineData("states.db")]
    public async Task Up_OnADamagedDataFolder_NamesTheFileInOneLineAndFails(string name)
    {
        var folder = Directory.CreateTempSubdirectory("opsagent-e2e-");
        var file = Path.Combine(folder.FullName, name);
        await File.WriteAllTextAsync(file, new string('x', 5000));
        PrivateFiles.PrepareFolder(folder.FullName, name);

        var (exit, output, error) = await Cli.RunAsync("up", "--port", "0", "--states-port", "0", "--lambda-port", "0", "--data", folder.FullName);

        Assert.Equal((1, string.Empty), (exit, output));
        Assert.StartsWith($"opsagent: The data file {file} cannot be read", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
        folder.Delete(recursive: true);
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

    [Fact]
    public async Task Up_WithBadSettings_TellsThemAllAtOnceAndFails()
    {
        var (exit, output, error) = await Cli.RunAsync(
            "up", "--mode", "LIVE", "--set", "SelfApprovalUpTo=most", "--set", "Colour=red", "--set", "Environment", "--set", "ExecutionMode=DRY_RUN");
        Assert.Equal(2, exit);
        Assert.Empty(output);
        Assert.Collection(
            error.Trim().Split('\n'),
            line => Assert.StartsWith("opsagent: --set Colour is not known. Known: ExecutionMode, Environment,", line, StringComparison.Ordinal),
            line => Assert.StartsWith("opsagent: --set Environment lacks its value", line, StringComparison.Ordinal),
            line => Assert.StartsWith("opsagent: ExecutionMode is given twice.", line, StringComparison.Ordinal),
            line => Assert.StartsWith("opsagent: ExecutionMode (OPSAGENT_EXECUTION_MODE) must be one of LOCAL_MOCK, DRY_RUN, SANDBOX_LIVE", line, StringComparison.Ordinal),
            line => Assert.StartsWith("opsagent: SelfApprovalUpTo (OPSAGENT_SELF_APPROVAL_UP_TO) must be one of none, low, medium, high", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Up_WithAnotherTagEnvironment_RefusesTargetsOfProduction()
    {
        var readyFile = Path.GetTempFileName();
        using var cli = Cli.Start(
            "up", "--port", "0", "--states-port", "0", "--lambda-port", "0", "--ready-file", readyFile, "--mode", "LOCAL_MOCK", "--set", "TagEnvironment=staging");
        await cli.ReadUntilAsync("Ctrl-C");
        using var ready = JsonDocument.Parse(await File.ReadAllTextAsync(readyFile));
        using var client = new AgentClient(ready.RootElement);
        using var refused = await client.ProposeRebootAsync("engineer@example.com");
        Assert.Contains("TAG_VALIDATION_FAILED", refused.RootElement.ToString(), StringComparison.Ordinal);
        Assert.Contains("staging", refused.RootElement.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await cli.StopAsync());
        File.Delete(readyFile);
    }
}
