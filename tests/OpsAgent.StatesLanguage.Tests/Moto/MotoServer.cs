using System.Diagnostics;

using OpsAgent.StatesLanguage.Tests;
using OpsAgent.TestKit;

[assembly: AssemblyFixture(typeof(OpsAgent.StatesLanguage.Tests.MotoServer))]

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>One moto for the whole assembly, started when first asked for, stopped by its own handle.</summary>
public sealed class MotoServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private Process? _process;
    private FakeLambda? _lambda;

    internal FakeLambda Lambda => _lambda!;

    internal Uri? Url { get; private set; }

    /// <summary>Starts it. Without moto the running test is skipped: see <see cref="ExternalTool"/>.</summary>
    internal async Task StartAsync()
    {
        ExternalTool.Require("moto");
        await _gate.WaitAsync();
        try
        {
            if (_process is null)
            {
                _lambda = await FakeLambda.StartAsync();
                _process = ExternalTool.Start(
                    new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, "Moto", "moto_states.py"), _lambda.Url.AbsoluteUri]) { RedirectStandardInput = true });
                _process.BeginErrorReadLine();
                var port = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("moto did not start");
                Url = new Uri($"http://127.0.0.1:{port}/");
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
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
                _process.Kill();
            }

            _process.Dispose();
        }

        if (_lambda is not null)
        {
            await _lambda.DisposeAsync();
        }

        _gate.Dispose();
    }
}
