using System.Diagnostics;
using System.Globalization;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>The engine in a process of its own, which can be killed.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;

    private HostProcess(Process process, Uri url) => (_process, Url, Client) = (process, url, new StatesClient(url));

    public Uri Url { get; }

    public StatesClient Client { get; }

    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static async Task<HostProcess> StartAsync(string dataFile, Uri lambda, double scale)
    {
        // Beside this assembly's own output: artifacts/bin/<project>/<configuration>.
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Path.Combine(output.Parent!.Parent!.FullName, "OpsAgent.StatesLanguage.Host", output.Name, "OpsAgent.StatesLanguage.Host.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [program, dataFile, lambda.AbsoluteUri, scale.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var url = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
        return new HostProcess(process, new Uri(url));
    }

    public async Task<long> ManagedBytesAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        return long.Parse((await _process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
