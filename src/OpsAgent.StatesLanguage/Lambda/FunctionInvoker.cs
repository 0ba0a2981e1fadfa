using System.Collections.Concurrent;

namespace OpsAgent.StatesLanguage;

/// <summary>Invokes functions and reports each outcome. An invocation cancelled by shutdown reports nothing and is repeated after the next start.</summary>
internal sealed class FunctionInvoker : IAsyncDisposable
{
    // Lambda's own limit is 15 minutes; the rest is for the response.
    private static readonly TimeSpan MaxCallTime = TimeSpan.FromMinutes(16);
    private const int MaxConnections = 512;

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stop;
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private readonly HttpClient _http;
    private readonly StatesServerOptions _options;
    private readonly Action<long, int, FunctionOutcome> _onReturned;

    public FunctionInvoker(StatesServerOptions options, Action<long, int, FunctionOutcome> onReturned)
    {
        (_options, _onReturned, _stop) = (options, onReturned, _stopping.Token);
#pragma warning disable CA2000 // the client owns its handler
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = MaxConnections, UseProxy = false }) { Timeout = MaxCallTime };
#pragma warning restore CA2000
    }

    public void Invoke(long execution, FunctionInvocation invocation)
    {
        var running = Task.Run(() => InvokeAsync(execution, invocation));
        _running[running] = true;
        _ = running.ContinueWith(ended => _running.TryRemove(ended, out _), TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running.Keys).ConfigureAwait(false);
        _http.Dispose();
        _stopping.Dispose();
    }

    private async Task InvokeAsync(long execution, FunctionInvocation invocation)
    {
        try
        {
            using var request = InvokeRequest.Create(_options, invocation);
            using var response = await _http.SendAsync(request, _stop).ConfigureAwait(false);
            var body = await response.Content.ReadAsStringAsync(_stop).ConfigureAwait(false);
            _onReturned(execution, invocation.AttemptId, InvokeResponse.Read(_options, invocation, response, body));
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // Cancelled by shutdown, whatever the exception is.
        }
        catch (Exception exception)
        {
            // Any other failure must reach the execution, which would hang without an outcome.
            _onReturned(execution, invocation.AttemptId, InvokeResponse.Unreachable(exception));
        }
    }
}
