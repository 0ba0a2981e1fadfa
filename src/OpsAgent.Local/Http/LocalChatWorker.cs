using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;

using Amazon.Lambda.Core;

using OpsAgent.Aws.Stores;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Local.Http;

/// <summary>
/// The function ChatWorker of this process, as AWS runs it: a job is accepted at once and tried again twice where it fails, and the
/// changes of proposals come in their order, each until it is done or was tried three times.
/// </summary>
internal sealed class LocalChatWorker : IAsyncDisposable
{
    // Lambda's own of an asynchronous invocation.
    private static readonly TimeSpan[] JobRetries = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2)];
    private static readonly TimeSpan[] ChangeRetries = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)];

    private readonly Task<LocalLambda> _lambda;
    private readonly ILambdaLogger _log;
    private readonly TimeProvider _time;
    private readonly Channel<Proposal> _changes = Channel.CreateUnbounded<Proposal>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<Task, bool> _jobs = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <param name="lambda">The functions, which are made after what they work on.</param>
    public LocalChatWorker(Task<LocalLambda> lambda, ILambdaLogger log, TimeProvider time)
    {
        (_lambda, _log, _time) = (lambda, log, time);
        _loop = Task.Run(ReadChangesAsync);
    }

    /// <returns>Once the job is accepted, which is before it is done.</returns>
    public Task SendAsync(ReadOnlyMemory<byte> job, CancellationToken cancellationToken)
    {
        var running = Task.Run(() => InvokeAsync(job.ToArray(), JobRetries), CancellationToken.None);
        _jobs[running] = true;
        _ = running.ContinueWith(done => _jobs.TryRemove(done, out _), TaskScheduler.Default);
        return Task.CompletedTask;
    }

    /// <returns>What the function answered.</returns>
    /// <exception cref="AwsException">It failed.</exception>
    public async Task<ReadOnlyMemory<byte>> AskAsync(ReadOnlyMemory<byte> job, CancellationToken cancellationToken) =>
        await (await _lambda).AskAsync(FunctionNames.ChatWorker, job, "The function ChatWorker failed.", cancellationToken);

    /// <summary>Takes note of a change, as the stream of the approvals table does.</summary>
    public void Changed(Proposal proposal) => _changes.Writer.TryWrite(proposal);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll([_loop, .. _jobs.Keys]);
        _stop.Dispose();
    }

    private async Task ReadChangesAsync()
    {
        try
        {
            await foreach (var proposal in _changes.Reader.ReadAllAsync(_stop.Token))
            {
                await InvokeAsync(JsonSerializer.SerializeToUtf8Bytes(DynamoProposalChanges.EventOf(proposal), CoreJson.Default.JsonNode), ChangeRetries);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task InvokeAsync(byte[] payload, TimeSpan[] retries)
    {
        for (var attempt = 0; !_stop.IsCancellationRequested; attempt++)
        {
            try
            {
                using var input = new MemoryStream(payload);
                await using var output = await (await _lambda.WaitAsync(_stop.Token)).InvokeAsync(FunctionNames.ChatWorker, input).WaitAsync(_stop.Token);
                return;
            }
#pragma warning disable CA1031 // As on Lambda, whatever an attempt ended with, it is tried again or given up.
            catch (Exception e) when (!_stop.IsCancellationRequested)
#pragma warning restore CA1031
            {
                _log.LogError($"ERROR ChatWorker: {e.Message}");
                if (attempt == retries.Length)
                {
                    return;
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(retries[attempt], _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
