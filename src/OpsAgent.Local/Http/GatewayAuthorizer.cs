using System.Text.Json;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using Microsoft.AspNetCore.Http;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Authorizer;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Local.Http;

/// <summary>Asks the authorizer as API Gateway does, and answers for it: 401, 403, or 503 when it failed.</summary>
internal sealed class GatewayAuthorizer(LocalLambda lambda, GatewayAnswers answers, ILambdaLogger logger)
{
    /// <returns>Null when the request may go on.</returns>
    public async Task<APIGatewayProxyResponse?> RefuseAsync(HttpContext context, Route route, APIGatewayProxyRequest.ProxyRequestContext asked)
    {
        var refusal = await AskAsync(context, route, asked);
        return refusal is var (why, status) ? answers.Refuse(why, asked.RequestId, status) : null;
    }

    private async Task<(Refusal Why, int? Status)?> AskAsync(HttpContext context, Route route, APIGatewayProxyRequest.ProxyRequestContext asked)
    {
        var request = new APIGatewayCustomAuthorizerRequest
        {
            Type = "REQUEST",
            MethodArn = RequestContexts.MethodArn(context),
            Path = asked.Path,
            HttpMethod = asked.HttpMethod,
            Headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value[^1] ?? string.Empty),
            QueryStringParameters = context.Request.Query.ToDictionary(q => q.Key, q => q.Value[^1] ?? string.Empty),
            RequestContext = asked,
        };
        try
        {
            using var input = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(request, EventsJson.Default.APIGatewayCustomAuthorizerRequest));
            await using var output = await lambda.InvokeAsync(FunctionNames.Authorizer, input);
            var answer = (await JsonSerializer.DeserializeAsync(output, EventsJson.Default.APIGatewayCustomAuthorizerResponse))!;
            return answer.PolicyDocument.Statement.TrueForAll(s => s.Effect == "Allow") ? null : (Denied(answer.Context), 403);
        }
        catch (UnauthorizedException)
        {
            return (new Refusal(ErrorCode.AuthenticationFailed, "Authentication failed. The API key or the bearer token is missing, wrong or expired."), null);
        }
#pragma warning disable CA1031 // Whatever else stops an authorizer, API Gateway lets nobody in.
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.LogLine($"ERROR {asked.RequestId} {FunctionNames.Authorizer} broke: {e}");
            return (
                new Refusal(ErrorCode.InternalError, "OpsAgent cannot check callers now, so it admits nobody. Try again in a minute; GET /health says more."),
                AuthenticationStep.ClosedStatus);
        }
    }

    private static Refusal Denied(APIGatewayCustomAuthorizerContextOutput? context) => new(
        context is not null && context.TryGetValue("code", out var code) && $"{code}" == WireName.Of(ErrorCode.RateLimited) ? ErrorCode.RateLimited : ErrorCode.UserNotAuthorized,
        context is not null && context.TryGetValue("message", out var message) ? $"{message}" : "You may not call this.");
}
