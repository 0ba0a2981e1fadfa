using System.Text;

using OpsAgent.Local.Http;

namespace OpsAgent.Local.Hosting;

/// <summary>Invokes a function again and again, as the deployed schedules do.</summary>
internal sealed class FunctionTimer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public FunctionTimer(LocalLambda lambda, string function, TimeSpan every, LogFile log, TimeProvider time) => _loop = RunAsync(lambda, function, every, log, time);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync(LocalLambda lambda, string function, TimeSpan every, LogFile log, TimeProvider time)
    {
        using var timer = new PeriodicTimer(every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await InvokeAsync(lambda, function, log);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private static async Task InvokeAsync(LocalLambda lambda, string function, LogFile log)
    {
        try
        {
            using var input = new MemoryStream(Encoding.UTF8.GetBytes("{}"));
            await using var result = await lambda.InvokeAsync(function, input);
        }
#pragma warning disable CA1031 // The next run must come whatever became of this one.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.LogLine($"ERROR {function}: {e.Message}");
        }
    }
}
