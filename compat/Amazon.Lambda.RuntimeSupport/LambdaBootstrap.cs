using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Bootstrap;
using Amazon.Lambda.RuntimeSupport.Logging;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// Takes one event after the other from the Runtime API and gives each to the handler. What the handler throws is reported
/// and the loop goes on; what the initializer throws is reported and ends the process; a Runtime API that fails ends it too.
/// </summary>
public class LambdaBootstrap : IDisposable
{
    private readonly LambdaBootstrapHandler handler;
    private readonly LambdaBootstrapInitializer initializer;
    private readonly LambdaBootstrapOptions options;
    private readonly HttpClient http;
    private readonly bool ownsHttp;

    public LambdaBootstrap(LambdaBootstrapHandler handler, LambdaBootstrapInitializer initializer = null)
        : this(null, handler, null, initializer)
    {
    }

    public LambdaBootstrap(LambdaBootstrapHandler handler, LambdaBootstrapOptions lambdaBootstrapOptions, LambdaBootstrapInitializer initializer = null)
        : this(null, handler, lambdaBootstrapOptions, initializer)
    {
    }

    public LambdaBootstrap(HandlerWrapper handlerWrapper, LambdaBootstrapInitializer initializer = null)
        : this(null, handlerWrapper.Handler, null, initializer)
    {
    }

    public LambdaBootstrap(HandlerWrapper handlerWrapper, LambdaBootstrapOptions lambdaBootstrapOptions, LambdaBootstrapInitializer initializer = null)
        : this(null, handlerWrapper.Handler, lambdaBootstrapOptions, initializer)
    {
    }

    public LambdaBootstrap(HttpClient httpClient, LambdaBootstrapHandler handler, LambdaBootstrapInitializer initializer = null)
        : this(httpClient, handler, null, initializer)
    {
    }

    public LambdaBootstrap(HttpClient httpClient, HandlerWrapper handlerWrapper, LambdaBootstrapInitializer initializer = null)
        : this(httpClient, handlerWrapper.Handler, null, initializer)
    {
    }

    public LambdaBootstrap(HttpClient httpClient, HandlerWrapper handlerWrapper, LambdaBootstrapOptions lambdaBootstrapOptions, LambdaBootstrapInitializer initializer = null)
        : this(httpClient, handlerWrapper.Handler, lambdaBootstrapOptions, initializer)
    {
    }

    private LambdaBootstrap(HttpClient http, LambdaBootstrapHandler handler, LambdaBootstrapOptions options, LambdaBootstrapInitializer initializer)
    {
        ArgumentNullException.ThrowIfNull(handler);
        this.handler = handler;
        this.initializer = initializer;
        this.options = options;
        ownsHttp = http is null;
        this.http = http ?? ConstructHttpClient();
    }

    public static HttpClient ConstructHttpClient() => new() { Timeout = TimeSpan.FromHours(12) };

    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        MemoryLimit.Apply();
        var log = LambdaLog.FromEnvironment();
        var client = new RuntimeApiClient(http, options?.RuntimeApiEndpoint, log);
        if (!await InitializeAsync(client, cancellationToken))
        {
            return;
        }

        var once = string.Equals(
            Environment.GetEnvironmentVariable("AWS_LAMBDA_DOTNET_DEBUG_RUN_ONCE"), "true", StringComparison.OrdinalIgnoreCase);
        try
        {
            do
            {
                await InvokeOnceAsync(client, cancellationToken);
            }
            while (!once && !cancellationToken.IsCancellationRequested);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop while waiting for the next event.
        }
    }

    public void Dispose()
    {
        if (ownsHttp)
        {
            http.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    private async Task<bool> InitializeAsync(RuntimeApiClient client, CancellationToken cancellationToken)
    {
        if (initializer is null)
        {
            return true;
        }

        try
        {
            return await initializer();
        }
        catch (Exception exception)
        {
            await client.ReportInitializationErrorAsync(exception, cancellationToken);
            throw;
        }
    }

    private async Task InvokeOnceAsync(RuntimeApiClient client, CancellationToken cancellationToken)
    {
        using var invocation = await client.GetNextInvocationAsync(cancellationToken);
        var context = invocation.LambdaContext;
        Redirect(context.Logger);

        // AWSSDK.Core reads it to pass the trace on.
        Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", context.TraceId);
        InvocationResponse response;
        try
        {
            response = await handler(invocation);
        }
        catch (Exception exception)
        {
            context.Logger.LogError(exception, "The handler failed");
            await client.ReportInvocationErrorAsync(context.AwsRequestId, exception, cancellationToken);
            return;
        }

        try
        {
            await client.SendResponseAsync(context.AwsRequestId, response?.OutputStream, cancellationToken);
        }
        finally
        {
            if (response is { DisposeOutputStream: true })
            {
                await response.OutputStream.DisposeAsync();
            }
        }
    }

    private static void Redirect(ILambdaLogger logger)
    {
        LambdaLogger.Raw = logger.Log;
        LambdaLogger.Leveled = (level, exception, message, args) => logger.Log(level, exception, message, args);
    }
}
