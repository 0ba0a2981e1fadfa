using System.Diagnostics;
using System.Globalization;

namespace OpsAgent.TestKit.Moto;

/// <summary>moto as one AWS account: a process of its own, stopped by its own handle. An assembly fixture starts one.</summary>
public sealed class MotoAws : IAsyncDisposable
{
    private readonly Process _process;

    private MotoAws(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    /// <summary>Starts it. Without moto the running test is skipped: see <see cref="ExternalTool"/>.</summary>
    public static async Task<MotoAws> StartAsync(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, "Moto", "moto_aws.py"), .. arguments])
        {
            RedirectStandardInput = true,
        };
        var process = ExternalTool.Start(start, "moto");
        var said = new List<string>();
        process.ErrorDataReceived += (_, line) => said.Add(line.Data ?? string.Empty);
        process.BeginErrorReadLine();
        if (int.TryParse(await process.StandardOutput.ReadLineAsync(), CultureInfo.InvariantCulture, out var port))
        {
            return new MotoAws(process, new Uri($"http://127.0.0.1:{port}/"));
        }

        await process.WaitForExitAsync();
        process.Dispose();
        throw new InvalidOperationException($"moto did not start: {string.Join('\n', said)}");
    }

    public async ValueTask DisposeAsync()
    {
        // It serves until its input ends; the kill is for one that hangs.
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
