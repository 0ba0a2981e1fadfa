using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace OpsAgent.EndToEnd.Tests;

/// <summary><c>opsagent mcp</c> as a client starts it: a process whose standard output is the protocol's alone.</summary>
public sealed class McpTests
{
    private const string Hello = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"tests","version":"1"}}}""";

    [Fact]
    public async Task Mcp_OnTheSimulatedCloud_SpeaksNothingButJsonRpc_AndEndsWithItsInput()
    {
        using var cli = Cli.StartWithInput(new Dictionary<string, string>(), "mcp", "--wait-time-scale", "0.05");
        var error = cli.Process.StandardError.ReadToEndAsync();
        await cli.WriteLineAsync(Hello);
        await cli.WriteLineAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        await cli.WriteLineAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"get_overview","arguments":{}}}""");
        await cli.WriteLineAsync("no message");
        cli.Process.StandardInput.Close();

        var lines = (await cli.Process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).ToList();
        await cli.Process.WaitForExitAsync();

        Assert.Equal(0, cli.Process.ExitCode);
        Assert.Equal([1, 2, null], lines.Select(l => (int?)l["id"]));
        Assert.Equal("2025-11-25", (string?)lines[0]["result"]!["protocolVersion"]);
        Assert.Contains("production-web-5xx", lines[1].ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(-32700, (int)lines[2]["error"]!["code"]!);
        Assert.StartsWith("opsagent: the simulated cloud, as engineer@example.com. Decide as somebody else at http://127.0.0.1:", await error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mcp_ToldToStop_EndsWell()
    {
        using var cli = Cli.StartWithInput(new Dictionary<string, string>(), "mcp");
        await cli.WriteLineAsync(Hello);
        Assert.Contains("opsagent", await cli.ReadUntilAsync("serverInfo"), StringComparison.Ordinal);

        Assert.Equal(0, await cli.StopAsync());
        Assert.Empty(await cli.Process.StandardOutput.ReadToEndAsync());
    }

    [Fact]
    public async Task Mcp_WhoseEndpointIsDead_SaysSoToTheClientAndOnStandardError()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        using var cli = Cli.StartWithInput(new Dictionary<string, string> { ["OPSAGENT_API_KEY"] = "key", ["OPSAGENT_USER"] = "engineer@example.com" }, "mcp", "--endpoint", $"http://127.0.0.1:{port}");
        await cli.WriteLineAsync(Hello);
        cli.Process.StandardInput.Close();

        var answer = JsonNode.Parse(await cli.Process.StandardOutput.ReadToEndAsync())!;
        await cli.Process.WaitForExitAsync();

        Assert.Equal((0, 1, -32603), (cli.Process.ExitCode, (int)answer["id"]!, (int)answer["error"]!["code"]!));
        Assert.Single((await cli.Process.StandardError.ReadToEndAsync()).Trim().Split('\n'));
    }

    [Theory]
    [InlineData("http://api.example.com", "key", "opsagent: --endpoint must be https")]
    [InlineData("https://api.example.com", "", "opsagent: Say who asks: set OPSAGENT_TOKEN")]
    [InlineData("https://api.example.com", "ké", "opsagent: OPSAGENT_TOKEN, OPSAGENT_API_KEY")]
    public async Task Mcp_WithBadSettings_SaysSoInOneLineAndFails(string endpoint, string key, string words)
    {
        var (exit, output, error) = await Cli.RunAsync(
            new Dictionary<string, string> { ["OPSAGENT_API_KEY"] = key, ["OPSAGENT_USER"] = "engineer@example.com", ["OPSAGENT_TOKEN"] = string.Empty }, "mcp", "--endpoint", endpoint);

        Assert.Equal((2, string.Empty), (exit, output));
        Assert.StartsWith(words, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }
}
