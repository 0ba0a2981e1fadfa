using System.Diagnostics;
using System.Globalization;

using OpsAgent.StatesLanguage.Tests;

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

    /// <summary>False if python3.11 or moto is not installed.</summary>
    internal async Task<bool> IsAvailableAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_process is not null || !Tool.OnPath("python3.11"))
            {
                return Url is not null;
            }

            _lambda = await FakeLambda.StartAsync();
            _process = Tool.Start("python3.11", [Path.Combine(AppContext.BaseDirectory, "Moto", "moto_states.py"), _lambda.Url.AbsoluteUri]);
            if (int.TryParse(await _process.StandardOutput.ReadLineAsync(), CultureInfo.InvariantCulture, out var port))
            {
                Url = new Uri($"http://127.0.0.1:{port}/");
            }

            return Url is not null;
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
