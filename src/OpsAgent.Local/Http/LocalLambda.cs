using Amazon.Lambda.Core;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Local.Http;

/// <summary>Invokes the functions in this process as Lambda does: by name, JSON in, JSON out, with a timeout.</summary>
internal sealed class LocalLambda(Func<string, LambdaFunction> create, IdSource ids, ILambdaLogger logger, TimeProvider time)
{
    private readonly Dictionary<string, LambdaFunction> _functions = FunctionNames.All.ToDictionary(name => name, create);

    /// <summary>Invokes a function and waits for its answer, as another function does by Lambda's Invoke.</summary>
    /// <param name="failed">What to say where it fails.</param>
    /// <exception cref="AwsException">It failed.</exception>
    public async Task<ReadOnlyMemory<byte>> AskAsync(string name, ReadOnlyMemory<byte> payload, string failed, CancellationToken cancellationToken)
    {
        using var input = new MemoryStream(payload.ToArray());
        using var answer = new MemoryStream();
        try
        {
            await using var output = await InvokeAsync(name, input).WaitAsync(cancellationToken);
            await output.CopyToAsync(answer, cancellationToken);
        }
#pragma warning disable CA1031 // As on Lambda, any exception of a function is a function error.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            throw new AwsException(ErrorCode.AwsServiceError, "lambda:InvokeFunction", name, failed, e);
        }

        return answer.ToArray();
    }

    public bool Has(string name) => _functions.ContainsKey(name);

    /// <exception cref="FunctionTimedOutException">It takes longer than the function may. What it does by then goes on: a thread cannot be ended as Lambda's sandbox is.</exception>
    public async Task<Stream> InvokeAsync(string name, Stream input)
    {
        var (requestId, timeout) = (ids.NewCorrelationId(), FunctionTimeouts.Of(name));
        var context = new LocalLambdaContext(name, requestId, time.GetUtcNow() + timeout, time, logger);
        // A thread of its own, so that one that blocks ends in time too.
        var running = Task.Run(() => _functions[name](input, context));
        try
        {
            return await running.WaitAsync(timeout, time);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            throw new FunctionTimedOutException(requestId, timeout);
        }
    }
}
