using System.Text;
using System.Text.Json;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using Microsoft.AspNetCore.Http;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Hosting;
using OpsAgent.StatesLanguage;

namespace OpsAgent.Local.Http;

/// <summary>API Gateway on this machine: turns an HTTP request into a Lambda proxy event for the function of its route, and the function's result into the HTTP response.</summary>
internal sealed class LocalApiGateway(IReadOnlyList<Route> routes, LocalLambda lambda, AgentOptions options, IdSource ids, ILambdaLogger logger, TimeProvider time)
{
    private const long MaxBodyBytes = 1024 * 1024;

    // API Gateway's own.
    private static readonly TimeSpan IntegrationTimeout = TimeSpan.FromSeconds(29);

    private readonly GatewayResponses _responses = new(options, time);
    private readonly GatewayAuthorizer _authorizer = new(lambda, new GatewayResponses(options, time), logger);
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The web console, or null.</summary>
    public ConsoleFiles? Console { get; init; }

    public Task<LoopbackServer> StartAsync(int port, CancellationToken cancellationToken)
    {
        var server = new LoopbackOptions { Port = port, MaxBodyBytes = MaxBodyBytes, AllowedOrigins = options.AllowedOrigins, RejectAsync = RejectAsync };
        return LoopbackServer.StartAsync(server, HandleAsync, cancellationToken);
    }

    private Task RejectAsync(HttpContext context, Rejection rejection) =>
        WriteAsync(context, Refuse(new Refusal(ErrorCode.UserNotAuthorized, rejection.Message), rejection.Status));

    private async Task HandleAsync(HttpContext context)
    {
        // Empty for OPTIONS * and CONNECT.
        var path = context.Request.Path.Value ?? string.Empty;
        if (Console is { } console && console.Has(path))
        {
            await HandleFileAsync(context, console, path);
            return;
        }

        var matching = routes.Where(r => Matches(r.Path, path)).ToList();
        // A static path segment takes precedence over a path parameter, as in API Gateway.
        var route = matching.Where(r => r.Method == context.Request.Method).MinBy(r => r.Path.Count(c => c == '{'));
        if (context.Request.Method == HttpMethods.Options && matching.Count > 0)
        {
            // openapi-schema.yaml sends the preflight of every path to Health.
            route = new Route(context.Request.Method, matching[0].Path, FunctionNames.Health);
        }

        if (route is null)
        {
            await WriteAsync(context, matching.Count == 0 ? Refuse(ApiCall.NoSuchRoute(path)) : MethodNotAllowed(path, matching));
            return;
        }

        var requestContext = RequestContextFactory.Create(context, route, ids.NewCorrelationId());
        if (route.HasAuthorizer && await _authorizer.AuthorizeAsync(context, route, requestContext) is { } denied)
        {
            await WriteAsync(context, denied);
            return;
        }

        APIGatewayProxyRequest request;
        try
        {
            request = await ReadAsync(context, route, requestContext);
        }
        catch (IOException e)
        {
            // BadHttpRequestException, or a plain IOException for a chunk size that overflows.
            await WriteAsync(context, Refuse(e is BadHttpRequestException { StatusCode: 413 }
                ? new Refusal(ErrorCode.PayloadTooLarge, "The body is too large.")
                : new Refusal(ErrorCode.NotJson, "The request is not valid HTTP.")));
            return;
        }

        await WriteAsync(context, await InvokeAsync(route.Function, request));
    }

    private Task HandleFileAsync(HttpContext context, ConsoleFiles console, string path) => context.Request.Method == "GET"
        ? console.WriteAsync(context, path)
        : WriteAsync(context, MethodNotAllowed(path, [new Route("GET", path, string.Empty)]));

    private async Task<APIGatewayProxyResponse> InvokeAsync(string function, APIGatewayProxyRequest request)
    {
        var running = RunAsync(function, request);
        try
        {
            return await running.WaitAsync(IntegrationTimeout, time);
        }
#pragma warning disable CA1031 // As API Gateway, a failed function answers 502 without the exception, one that is late 504.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var refusal = Refuse(new Refusal(ErrorCode.InternalError, "Something went wrong inside OpsAgent and it may not have done what you asked."), running.IsCompleted ? 502 : 504);
            logger.LogLine($"ERROR {refusal.Headers["X-Correlation-Id"]} {function} {(running.IsCompleted ? $"broke: {e}" : "does not answer")}");
            return refusal;
        }
    }

    private async Task<APIGatewayProxyResponse> RunAsync(string function, APIGatewayProxyRequest request)
    {
        using var input = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(request, EventsJson.Default.APIGatewayProxyRequest));
        await using var output = await lambda.InvokeAsync(function, input);
        return (await JsonSerializer.DeserializeAsync(output, EventsJson.Default.APIGatewayProxyResponse))!;
    }

    private static async Task<APIGatewayProxyRequest> ReadAsync(HttpContext context, Route route, APIGatewayProxyRequest.ProxyRequestContext requestContext)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var (text, isBase64) = Decode(body.ToArray());
        return new APIGatewayProxyRequest
        {
            Resource = route.Path,
            Path = context.Request.Path.Value,
            HttpMethod = context.Request.Method,
            Headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value[^1] ?? string.Empty),
            MultiValueHeaders = context.Request.Headers.ToDictionary(h => h.Key, h => (IList<string>)[.. h.Value.Select(v => v ?? string.Empty)]),
            QueryStringParameters = context.Request.Query.ToDictionary(q => q.Key, q => q.Value[^1] ?? string.Empty),
            MultiValueQueryStringParameters = context.Request.Query.ToDictionary(q => q.Key, q => (IList<string>)[.. q.Value.Select(v => v ?? string.Empty)]),
            Body = text,
            IsBase64Encoded = isBase64,
            RequestContext = requestContext,
        };
    }

    // A body that is not UTF-8 is passed on unchanged, for the function to refuse; decoding would replace bytes.
    private static (string Text, bool IsBase64) Decode(byte[] body)
    {
        try
        {
            return (StrictUtf8.GetString(body), false);
        }
        catch (DecoderFallbackException)
        {
            return (Convert.ToBase64String(body), true);
        }
    }

    private APIGatewayProxyResponse MethodNotAllowed(string path, IEnumerable<Route> matching)
    {
        var methods = string.Join(", ", matching.Select(m => m.Method).Distinct());
        var response = Refuse(new Refusal(ErrorCode.MethodNotAllowed, $"{LoggablePath.Of(path)} takes {methods}."));
        response.Headers["Allow"] = methods;
        return response;
    }

    private APIGatewayProxyResponse Refuse(Refusal refusal, int? status = null) => _responses.Refuse(refusal, ids.NewCorrelationId(), status);

    private static async Task WriteAsync(HttpContext context, APIGatewayProxyResponse response)
    {
        context.Response.StatusCode = response.StatusCode;
        foreach (var (name, value) in response.Headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.WriteAsync(response.Body, context.RequestAborted);
    }

    private static bool Matches(string template, string path)
    {
        var (expected, actual) = (template.Split('/'), path.Split('/'));
        return expected.Length == actual.Length
            && expected.Zip(actual).All(p => p.First == p.Second || (p.First.StartsWith('{') && p.Second.Length > 0));
    }
}
