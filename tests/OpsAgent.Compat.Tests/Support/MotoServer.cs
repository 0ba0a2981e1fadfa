using OpsAgent.Compat.Tests.Support;
using OpsAgent.TestKit;
using System.Diagnostics;
using System.Net.Sockets;

[assembly: AssemblyFixture(typeof(MotoServer))]

namespace OpsAgent.Compat.Tests.Support;

/// <summary>One moto server for the assembly, started when a test first asks for it.</summary>
public sealed class MotoServer : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private Process? process;
    private Uri? address;

    /// <summary>Its address. Without moto the running test is skipped: see <see cref="ExternalTool"/>.</summary>
    public async Task<Uri> AddressAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            return address ??= await StartAsync(cancellation);
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        gate.Dispose();
    }

    private static Process Launch(int port)
    {
        var launched = ExternalTool.Start(new ProcessStartInfo("moto_server", ["-H", "127.0.0.1", "-p", $"{port}"]), "moto_server");
        launched.OutputDataReceived += static (_, _) => { };
        launched.ErrorDataReceived += static (_, _) => { };
        launched.BeginOutputReadLine();
        launched.BeginErrorReadLine();
        return launched;
    }

    private async Task<Uri> StartAsync(CancellationToken cancellation)
    {
        var port = FreePort.Find();
        process ??= Launch(port);
        var patience = Stopwatch.StartNew();
        while (!process.HasExited)
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync("127.0.0.1", port, cancellation);
                return new Uri($"http://127.0.0.1:{port}/");
            }
            catch (SocketException) when (patience.Elapsed < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(100, cancellation);
            }
        }

        throw new InvalidOperationException($"moto_server ended with {process.ExitCode}");
    }
}
