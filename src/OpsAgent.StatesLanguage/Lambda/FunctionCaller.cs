using System.Collections.Concurrent;

namespace OpsAgent.StatesLanguage;

/// <summary>Makes calls and reports how each ended. A call that shutdown cuts off reports nothing: it is repeated after the next start.</summary>
internal sealed class FunctionCaller : IAsyncDisposable
{
    // Lambda itself ends every function after 15 minutes; the slack is for the answer's way.
    private static readonly TimeSpan MaxCallTime = TimeSpan.FromMinutes(16);
    private const int MaxConnections = 512;

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stop;
    private readonly ConcurrentDictionary<Task, bool> _open = new();
    private readonly HttpClient _http;
    private readonly StatesServerOptions _options;
    private readonly Action<long, int, FunctionOutcome> _answered;

    public FunctionCaller(StatesServerOptions options, Action<long, int, FunctionOutcome> answered)
    {
        (_options, _answered, _stop) = (options, answered, _stopping.Token);
#pragma warning disable CA2000 // the client owns its handler
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = MaxConnections, UseProxy = false }) { Timeout = MaxCallTime };
#pragma warning restore CA2000
    }

    public void Begin(long execution, FunctionCall call)
    {
        var running = Task.Run(() => CallAsync(execution, call));
        _open[running] = true;
        _ = running.ContinueWith(ended => _open.TryRemove(ended, out _), TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_open.Keys).ConfigureAwait(false);
        _http.Dispose();
        _stopping.Dispose();
    }

    private async Task CallAsync(long execution, FunctionCall call)
    {
        try
        {
            using var request = FunctionRequest.Build(_options, call);
            using var response = await _http.SendAsync(request, _stop).ConfigureAwait(false);
            var body = await response.Content.ReadAsStringAsync(_stop).ConfigureAwait(false);
            _answered(execution, call.AttemptId, FunctionResponse.Read(_options, call, response, body));
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // Not an answer, whatever it looks like: nothing is recorded.
        }
        catch (Exception unreachable)
        {
            // Whatever went wrong on the way, the execution must hear of it.
            _answered(execution, call.AttemptId, FunctionResponse.Unreachable(unreachable));
        }
    }
}
