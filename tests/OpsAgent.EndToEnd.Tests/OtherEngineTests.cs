using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

using OpsAgent.TestKit;

namespace OpsAgent.EndToEnd.Tests;

/// <summary>The same host and handlers on another Step Functions engine.</summary>
public sealed class OtherEngineTests
{
    [Fact]
    public async Task Up_OnMotosEngine_CarriesARebootToItsEnd()
    {
        var lambdaPort = FreePort();
        var start = new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, "moto_states.py"), $"http://127.0.0.1:{lambdaPort}"])
        {
            RedirectStandardInput = true,
        };
        using var moto = ExternalTool.Start(start, "moto");
        moto.BeginErrorReadLine();
        try
        {
            var port = await moto.StandardOutput.ReadLineAsync();
            await CarryARebootAsync($"http://127.0.0.1:{port}", lambdaPort);
        }
        finally
        {
            moto.Kill(entireProcessTree: true);
            await moto.WaitForExitAsync();
        }
    }

    /// <summary>AWS gives the jar out as a download, not through a package registry: run where somebody has it.</summary>
    public static bool HasStepFunctionsLocal => Environment.GetEnvironmentVariable("STEP_FUNCTIONS_LOCAL_JAR") is not null;

    [Fact(Skip = "STEP_FUNCTIONS_LOCAL_JAR is not set.", SkipUnless = nameof(HasStepFunctionsLocal))]
    public async Task Up_OnStepFunctionsLocal_CarriesARebootToItsEnd()
    {
        var jar = Environment.GetEnvironmentVariable("STEP_FUNCTIONS_LOCAL_JAR")!;
        var (lambdaPort, port) = (FreePort(), 8083);
        var start = new ProcessStartInfo("java", ["-jar", jar, "--lambda-endpoint", $"http://127.0.0.1:{lambdaPort}"]);
        using var states = ExternalTool.Start(start, "java");
        states.BeginErrorReadLine();
        try
        {
            while (await states.StandardOutput.ReadLineAsync() is { } line && !line.Contains("Starting server", StringComparison.Ordinal))
            {
            }

            await CarryARebootAsync($"http://127.0.0.1:{port}", lambdaPort);
        }
        finally
        {
            states.Kill(entireProcessTree: true);
            await states.WaitForExitAsync();
        }
    }

    private static async Task CarryARebootAsync(string statesUrl, int lambdaPort)
    {
        var readyFile = Path.GetTempFileName();
        using var cli = Cli.Start(
            "up", "--port", "0", "--lambda-port", $"{lambdaPort}", "--step-functions-endpoint", statesUrl, "--wait-time-scale", "0.1", "--ready-file", readyFile);
        await cli.ReadUntilAsync("Ctrl-C");
        using var ready = JsonDocument.Parse(await File.ReadAllTextAsync(readyFile));
        using var client = new AgentClient(ready.RootElement);
        using var proposed = await client.ProposeRebootAsync("engineer@example.com");
        Assert.True(proposed.RootElement.TryGetProperty("approval_token", out var token), proposed.RootElement.ToString());
        using var approved = await client.ApproveAsync(token.GetString()!, "lead@example.com");
        Assert.True(approved.RootElement.GetProperty("action_executed").GetBoolean(), approved.RootElement.ToString());
        await cli.ReadUntilAsync("Done and verified");
        Assert.Equal(0, await cli.StopAsync());
        File.Delete(readyFile);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
