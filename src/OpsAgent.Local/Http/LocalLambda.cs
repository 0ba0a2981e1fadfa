using Amazon.Lambda.Core;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Local.Http;

/// <summary>Invokes the functions in this process as Lambda does: by name, JSON in, JSON out, with a timeout.</summary>
internal sealed class LocalLambda(Func<string, LambdaFunction> create, IdSource ids, ILambdaLogger logger, TimeProvider time)
{
    private readonly Dictionary<string, LambdaFunction> _functions = FunctionNames.All.ToDictionary(name => name, create);

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
