namespace OpsAgent.StatesLanguage;

/// <summary>
/// An Amazon States Language interpreter behind the API of AWS Step Functions, with its data in one SQLite file, for local runs
/// and tests. Running executions continue after a restart with the same file.
/// </summary>
public sealed class StatesServer : IAsyncDisposable
{
    // Larger than the protocol's limit, so that a client receives the protocol's error and not a closed connection.
    private const long MaxBodyBytes = 64 * 1024 * 1024;
    private const double MaxWaitTimeScale = 1000;

    private readonly DataStore _store;
    private readonly WriteLoop _loop;
    private readonly Executions _executions;
    private readonly StatesServerOptions _options;
    private LoopbackServer? _web;
    private bool _disposed;

    private StatesServer(StatesServerOptions options, DataStore store, MockConfig mocks)
    {
        _store = store;
        _loop = new WriteLoop(store.Writer, options.TimeProvider);
        _executions = new Executions(_loop, store.Writer, options, mocks);
        _options = options;
    }

    /// <summary>The endpoint of the API: <c>http://127.0.0.1:PORT/</c>.</summary>
    public Uri Url => _web!.Url;

    /// <summary>For tests, which wait for commits.</summary>
    internal WriteLoop Loop => _loop;

    /// <summary>Starts the API and resumes the running executions of the data file.</summary>
    /// <exception cref="InvalidMockConfigException">The mock configuration cannot be read or is invalid.</exception>
    /// <exception cref="DataFileException">The data file is damaged, of another program, or of a newer engine.</exception>
    /// <exception cref="IOException">The port is in use, or another engine has the data file open.</exception>
    public static async Task<StatesServer> StartAsync(StatesServerOptions options, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.WaitTimeScale, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.WaitTimeScale, MaxWaitTimeScale);
        var mocks = options.MockConfigFile is { } file
            ? await MockConfigReader.ReadFileAsync(file, cancellationToken).ConfigureAwait(false)
            : MockConfig.Empty;
        var store = new DataStore(options.DataFile);
        var server = new StatesServer(options, store, mocks);
        try
        {
            // The port first: an engine that fails to listen must not run executions.
            server._web = await server.ListenAsync(cancellationToken).ConfigureAwait(false);
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
        if (_web is not null)
        {
            await _web.DisposeAsync().ConfigureAwait(false);
        }

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

    private Task<LoopbackServer> ListenAsync(CancellationToken cancellationToken)
    {
        var machines = new StateMachines(_loop, _store.Writer, _options.TimeProvider);
        var operations = new OperationTable(
            new StateMachineOperations(machines, _store.Queries, _options),
            new ExecutionOperations(_executions, _store.Queries),
            new TaskOperations(_executions),
            new TagOperations(machines, _store.Queries));
        var options = new LoopbackOptions
        {
            Port = _options.Port,
            MaxBodyBytes = MaxBodyBytes,
            Aws = new AwsRequestGuard
            {
                Service = "states", ContentTypes = [AwsJsonProtocol.ContentType], Key = _options.Key, TimeProvider = _options.TimeProvider,
            },
            RejectAsync = AwsJsonProtocol.RejectAsync,
        };
        return LoopbackServer.StartAsync(options, new AwsJsonProtocol(operations).ServeAsync, cancellationToken);
    }
}
