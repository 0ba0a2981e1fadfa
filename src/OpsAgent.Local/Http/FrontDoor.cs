using System.Text;
using System.Text.Json;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using Microsoft.AspNetCore.Http;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Local.Http;

/// <summary>What API Gateway is on AWS: turns HTTP into proxy events for the function of a route, and back.</summary>
internal sealed class FrontDoor(IReadOnlyList<Route> routes, LocalLambda lambda, AgentOptions options, IdSource ids, ILambdaLogger logger, TimeProvider time)
{
    private const long LargestBody = 1024 * 1024;
    private readonly GatewayAnswers _answers = new(options, time);
    private readonly GatewayAuthorizer _authorizer = new(lambda, new GatewayAnswers(options, time), logger);
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The web console; null where there is none.</summary>
    public ConsoleFiles? Console { get; init; }

    public Task<LoopbackServer> StartAsync(int port, CancellationToken cancellationToken) =>
        LoopbackServer.StartAsync(port, LargestBody, AnswerAsync, cancellationToken);

    private async Task AnswerAsync(HttpContext context)
    {
        // Empty for OPTIONS * and CONNECT.
        var path = context.Request.Path.Value ?? string.Empty;
        if (Console is { } console && console.Has(path))
        {
            await AnswerFileAsync(context, console, path);
            return;
        }

        var matching = routes.Where(r => Matches(r.Path, path)).ToList();
        // A plain word wins over a variable one, as in API Gateway.
        var route = matching.Where(r => r.Method == context.Request.Method).MinBy(r => r.Path.Count(c => c == '{'));
        if (context.Request.Method == HttpMethods.Options && matching.Count > 0)
        {
            // As every path in openapi-schema.yaml has it.
            route = new Route(context.Request.Method, matching[0].Path, FunctionNames.Health);
        }

        if (route is null)
        {
            await WriteAsync(context, matching.Count == 0 ? Refuse(ApiCall.NoSuchRoute(path)) : RefuseMethod(path, matching));
            return;
        }

        var asked = RequestContexts.Of(context, route, ids.NewCorrelationId());
        if (route.HasAuthorizer && await _authorizer.RefuseAsync(context, route, asked) is { } refused)
        {
            await WriteAsync(context, refused);
            return;
        }

        APIGatewayProxyRequest request;
        try
        {
            request = await ReadAsync(context, route, asked);
        }
        catch (IOException e)
        {
            // Kestrel's own kind of it for most, and the plain one for a chunk whose size no number holds.
            await WriteAsync(context, Refuse(e is BadHttpRequestException { StatusCode: 413 }
                ? new Refusal(ErrorCode.PayloadTooLarge, "The body is too large.")
                : new Refusal(ErrorCode.NotJson, "The request is not valid HTTP.")));
            return;
        }

        await WriteAsync(context, await InvokeAsync(route.Function, request));
    }

    private Task AnswerFileAsync(HttpContext context, ConsoleFiles console, string path) => context.Request.Method == "GET"
        ? console.WriteAsync(context, path)
        : WriteAsync(context, RefuseMethod(path, [new Route("GET", path, string.Empty)]));

    private async Task<APIGatewayProxyResponse> InvokeAsync(string function, APIGatewayProxyRequest request)
    {
        try
        {
            using var input = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(request, EventsJson.Default.APIGatewayProxyRequest));
            await using var output = await lambda.InvokeAsync(function, input);
            return (await JsonSerializer.DeserializeAsync(output, EventsJson.Default.APIGatewayProxyResponse))!;
        }
#pragma warning disable CA1031 // A function that breaks is answered as API Gateway does, with nothing of what broke it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var refusal = Refuse(new Refusal(ErrorCode.InternalError, "Something went wrong inside OpsAgent and it may not have done what you asked."), 502);
            logger.LogLine($"ERROR {refusal.Headers["X-Correlation-Id"]} {function} broke: {e}");
            return refusal;
        }
    }

    private static async Task<APIGatewayProxyRequest> ReadAsync(HttpContext context, Route route, APIGatewayProxyRequest.ProxyRequestContext asked)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var (text, isBase64) = TextOf(body.ToArray());
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
            RequestContext = asked,
        };
    }

    // What is not UTF-8 goes on as it is, so that the function refuses it and not a replacement of it.
    private static (string Text, bool IsBase64) TextOf(byte[] body)
    {
        try
        {
            return (Strict.GetString(body), false);
        }
        catch (DecoderFallbackException)
        {
            return (Convert.ToBase64String(body), true);
        }
    }

    private APIGatewayProxyResponse RefuseMethod(string path, IEnumerable<Route> matching)
    {
        var methods = string.Join(", ", matching.Select(m => m.Method).Distinct());
        var response = Refuse(new Refusal(ErrorCode.MethodNotAllowed, $"{LoggablePath.Of(path)} takes {methods}."));
        response.Headers["Allow"] = methods;
        return response;
    }

    private APIGatewayProxyResponse Refuse(Refusal refusal, int? status = null) => _answers.Refuse(refusal, ids.NewCorrelationId(), status);

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
        var (wanted, given) = (template.Split('/'), path.Split('/'));
        return wanted.Length == given.Length
            && wanted.Zip(given).All(p => p.First == p.Second || (p.First.StartsWith('{') && p.Second.Length > 0));
    }
}
