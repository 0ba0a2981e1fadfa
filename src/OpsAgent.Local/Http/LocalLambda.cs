using Amazon.Lambda.Core;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Local.Http;

/// <summary>Invokes the functions in this process as Lambda does: by name, JSON in, JSON out, with a timeout.</summary>
internal sealed class LocalLambda(FunctionTable table, IdSource ids, ILambdaLogger logger, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, LambdaFunction> _functions = FunctionNames.All.ToDictionary(name => name, table.Create);

    public bool Has(string name) => _functions.ContainsKey(name);

    public Task<Stream> InvokeAsync(string name, Stream input) =>
        _functions[name](input, new LocalLambdaContext(name, ids.NewCorrelationId(), time.GetUtcNow() + Timeout, time, logger));
}
