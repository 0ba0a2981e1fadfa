namespace OpsAgent.EndToEnd.Tests;

/// <summary><c>opsagent states</c> in place of Step Functions Local, as docs/local.md shows it.</summary>
public sealed class StatesTests
{
    private const string Machine = "arn:aws:states:us-east-1:123456789012:stateMachine:opsagent-write-operation";
    private static readonly string Files = Path.Combine(AppContext.BaseDirectory, "statemachines");

    [Fact]
    public async Task States_WithTheMockConfiguration_RunsACaseWithoutAnyFunction()
    {
        using var cli = Cli.Start("states", "--port", "0", "--wait-time-scale", "0.01", "--mock-config", Path.Combine(Files, "mock-config.json"));
        var line = await cli.ReadUntilAsync("Ctrl-C");
        var url = line.Split(' ', ',').First(word => word.StartsWith("http", StringComparison.Ordinal));
        await AwsCli.RunAsync(
            url, "create-state-machine", "--name", "opsagent-write-operation", "--role-arn", "arn:aws:iam::123456789012:role/states",
            "--definition", $"file://{Path.Combine(Files, "write-operation.asl.json")}");
        await AwsCli.RunAsync(url, "start-execution", "--state-machine-arn", $"{Machine}#Denied", "--name", "denied", "--input", """{"proposal_id":"x"}""");
        var execution = Machine.Replace(":stateMachine:", ":execution:", StringComparison.Ordinal) + ":denied";
        var status = await AwsCli.RunAsync(url, "describe-execution", "--execution-arn", execution, "--query", "status", "--output", "text");
        Assert.Equal("SUCCEEDED", status.Trim());
        Assert.Equal(0, await cli.StopAsync());
    }

    [Fact]
    public async Task States_WithABrokenMockConfiguration_SaysSoInOneLineAndFails()
    {
        var (exit, _, error) = await Cli.RunAsync("states", "--port", "0", "--mock-config", "/no/such/file");
        Assert.Equal(1, exit);
        Assert.Contains("/no/such/file", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }
}
