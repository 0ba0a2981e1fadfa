using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OpsAgent.StatesLanguage;

/// <summary>
/// A Step Functions of one's own: an Amazon States Language interpreter behind the service's wire API, durable in one SQLite file.
/// For local runs and tests. Disposing it stops cleanly; whatever was running goes on after the next start with the same file.
/// </summary>
public sealed class StatesServer : IAsyncDisposable
{
    // What is read at all; the protocol refuses far less, but can only say so to a client that was heard out.
    private const long LargestBody = 64 * 1024 * 1024;
    private const double LargestScale = 1000;

    private readonly DataStore _store;
    private readonly WriteLoop _loop;
    private readonly Executions _executions;
    private readonly WebApplication _web;
    private bool _disposed;

    private StatesServer(StatesServerOptions options, DataStore store, MockConfig mocks)
    {
        _store = store;
        _loop = new WriteLoop(store.Writer, options.TimeProvider);
        _executions = new Executions(_loop, store.Writer, options, mocks);
        _web = Build(options);
    }

    /// <summary>Where the service listens: <c>http://127.0.0.1:PORT/</c>.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Lets tests wait for progress without watching a clock.</summary>
    internal WriteLoop Loop => _loop;

    /// <summary>Starts the service and takes up what the data file holds.</summary>
    /// <exception cref="InvalidMockConfigException">The mock configuration cannot be used.</exception>
    /// <exception cref="DataFileException">The data file is damaged, of another program, or of a newer engine.</exception>
    /// <exception cref="IOException">The port is taken, or another engine works on the data file.</exception>
    public static async Task<StatesServer> StartAsync(StatesServerOptions options, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.WaitTimeScale, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.WaitTimeScale, LargestScale);
        var mocks = options.MockConfigFile is { } file
            ? await MockConfigReader.ReadFileAsync(file, cancellationToken).ConfigureAwait(false)
            : MockConfig.Empty;
        var store = new DataStore(options.DataFile);
        var server = new StatesServer(options, store, mocks);
        try
        {
            // The port first: an engine that cannot be reached must not begin to act.
            await server._web.StartAsync(cancellationToken).ConfigureAwait(false);
            server.Url = Address(server._web);
            await server.ResumeAsync(options.DataFile).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _web.StopAsync().ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
        await _executions.DisposeAsync().ConfigureAwait(false);
        await _loop.DisposeAsync().ConfigureAwait(false);
        _store.Dispose();
    }

    private async Task ResumeAsync(string dataFile)
    {
        try
        {
            await _executions.ResumeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Nothing but what the file holds is read here.
            throw DataFileException.Of(dataFile, $"holds an execution that cannot be read ({e.Message})", e);
        }
    }

    private static Uri Address(WebApplication web) =>
        new(web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    private WebApplication Build(StatesServerOptions options)
    {
        // Empty: no configuration from the environment, no log, no hold on Ctrl-C; those belong to the host process.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        var operations = new OperationTable(
            new MachineOperations(new Machines(_loop, _store.Writer, options.TimeProvider), _store.Queries, options),
            new ExecutionOperations(_executions, _store.Queries),
            new TaskOperations(_executions));
        var web = builder.Build();
        web.Run(new WireProtocol(operations).ServeAsync);
        return web;
    }
}
