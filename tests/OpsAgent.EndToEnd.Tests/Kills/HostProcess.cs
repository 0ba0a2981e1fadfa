using System.Text.Json;

namespace OpsAgent.EndToEnd.Tests.Kills;

/// <summary><c>opsagent up</c> on a data folder, to be killed as a machine kills it.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Cli cli;
    private readonly string readyFile;
    private readonly List<string> said = [];

    private HostProcess(Cli cli, string readyFile)
    {
        (this.cli, this.readyFile) = (cli, readyFile);
        // Whoever does not read holds up whoever writes.
        cli.Process.OutputDataReceived += (_, _) => { };
        cli.Process.ErrorDataReceived += (_, line) => said.Add(line.Data ?? string.Empty);
        cli.Process.BeginOutputReadLine();
        cli.Process.BeginErrorReadLine();
    }

    public static HostProcess Launch(string folder, double timeScale)
    {
        var readyFile = Path.Combine(folder, "ready.json");
        File.Delete(readyFile);
        return new HostProcess(
            Cli.Start("up", "--set", "RequestsPerMinute=999999", "--set", "ProposalsPerMinute=999999", "--set", "FailuresPerMinute=999999", "--port", "0", "--states-port", "0", "--lambda-port", "0", "--wait-time-scale", $"{timeScale}", "--ready-file", readyFile, "--data", folder, "--cloud", Path.Combine(folder, "cloud.json")),
            readyFile);
    }

    /// <returns>What the ready file says.</returns>
    public async Task<JsonElement> ReadyAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!File.Exists(readyFile))
        {
            if (cli.Process.HasExited)
            {
                throw new InvalidOperationException($"It did not start again: {string.Join('\n', said)}");
            }

            await Task.Delay(20, limit.Token);
        }

        using var ready = JsonDocument.Parse(await File.ReadAllTextAsync(readyFile, limit.Token));
        return ready.RootElement.Clone();
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        cli.Process.Kill();
        await cli.Process.WaitForExitAsync();
    }

    public void Dispose() => cli.Dispose();
}
