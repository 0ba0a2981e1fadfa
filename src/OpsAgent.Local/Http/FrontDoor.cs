using System.Text;
using System.Text.Json;

using Amazon.Lambda.APIGatewayEvents;

using Microsoft.AspNetCore.Http;

using OpsAgent.Core;
using OpsAgent.Functions;
using OpsAgent.Functions.Api;

namespace OpsAgent.Local.Http;

/// <summary>What API Gateway is on AWS: turns HTTP into proxy events for the function of a route, and back.</summary>
internal sealed class FrontDoor(IReadOnlyList<Route> routes, LocalLambda lambda, AgentSettings settings, IdSource ids, TimeProvider time)
{
    private const long LargestBody = 1024 * 1024;
    private readonly GatewayAuthorizer _authorizer = new(lambda, settings, time);
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public Task<LoopbackServer> StartAsync(int port, CancellationToken cancellationToken) =>
        LoopbackServer.StartAsync(port, LargestBody, AnswerAsync, cancellationToken);

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var matching = routes.Where(r => Matches(r.Path, path)).ToList();
        // A plain word wins over a variable one, as in API Gateway.
        var route = matching.Where(r => r.Method == context.Request.Method).MinBy(r => r.Path.Count(c => c == '{'));
        if (route is null)
        {
            await WriteAsync(context, Refuse(matching.Count == 0
                ? ApiCall.NoSuchRoute(path)
                : new Refusal(ErrorCode.MethodNotAllowed, $"{path} takes {string.Join(", ", matching.Select(m => m.Method).Distinct())}.")));
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
        catch (BadHttpRequestException e)
        {
            await WriteAsync(context, Refuse(e.StatusCode == 413
                ? new Refusal(ErrorCode.PayloadTooLarge, "The body is too large.")
                : new Refusal(ErrorCode.NotJson, "The request is not valid HTTP.")));
            return;
        }

        await WriteAsync(context, await InvokeAsync(route.Function, request));
    }

    private async Task<APIGatewayProxyResponse> InvokeAsync(string function, APIGatewayProxyRequest request)
    {
        using var input = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(request, EventsJson.Default.APIGatewayProxyRequest));
        await using var output = await lambda.InvokeAsync(function, input);
        return (await JsonSerializer.DeserializeAsync(output, EventsJson.Default.APIGatewayProxyResponse))!;
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
            Headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString()),
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

    private APIGatewayProxyResponse Refuse(Refusal refusal) =>
        Answers.Of([], refusal, settings.Mode, ids.NewCorrelationId(), time.GetUtcNow());

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
