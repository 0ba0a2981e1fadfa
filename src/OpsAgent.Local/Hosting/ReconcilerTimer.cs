using System.Text;

using OpsAgent.Functions.Hosting;
using OpsAgent.Local.Http;

namespace OpsAgent.Local.Hosting;

/// <summary>Invokes Reconciler every minute, as the deployed schedule does.</summary>
internal sealed class ReconcilerTimer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public ReconcilerTimer(LocalLambda lambda, TimeSpan every, LogFile log, TimeProvider time) => _loop = RunAsync(lambda, every, log, time);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync(LocalLambda lambda, TimeSpan every, LogFile log, TimeProvider time)
    {
        using var timer = new PeriodicTimer(every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await InvokeAsync(lambda, log);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private static async Task InvokeAsync(LocalLambda lambda, LogFile log)
    {
        try
        {
            using var input = new MemoryStream(Encoding.UTF8.GetBytes("{}"));
            await using var result = await lambda.InvokeAsync(FunctionNames.Reconciler, input);
        }
#pragma warning disable CA1031 // The next minute's run must come whatever became of this one.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.LogLine($"ERROR Reconciler: {e.Message}");
        }
    }
}
