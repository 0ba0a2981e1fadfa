using System.Text.Json;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using Microsoft.AspNetCore.Http;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Authorizer;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Local.Http;

/// <summary>Invokes the Lambda authorizer as API Gateway does; its refusal is answered with 401 or 403, its failure with 503.</summary>
internal sealed class GatewayAuthorizer(LocalLambda lambda, GatewayResponses responses, ILambdaLogger logger)
{
    /// <returns>Null when the request is allowed, else the response.</returns>
    public async Task<APIGatewayProxyResponse?> AuthorizeAsync(HttpContext context, Route route, APIGatewayProxyRequest.ProxyRequestContext requestContext)
    {
        var refusal = await InvokeAsync(context, route, requestContext);
        if (refusal is not var (reason, status))
        {
            return null;
        }

        var answer = responses.Refuse(reason, requestContext.RequestId, status);
        if (answer.StatusCode == StatusCodes.Status401Unauthorized)
        {
            answer.Headers["WWW-Authenticate"] = $"Bearer resource_metadata=\"{context.Request.Scheme}://{context.Request.Host}{Routes.McpMetadata}\"";
        }

        return answer;
    }

    private async Task<(Refusal Reason, int? Status)?> InvokeAsync(HttpContext context, Route route, APIGatewayProxyRequest.ProxyRequestContext requestContext)
    {
        var request = new APIGatewayCustomAuthorizerRequest
        {
            Type = "REQUEST",
            MethodArn = RequestContextFactory.MethodArn(context),
            Path = requestContext.Path,
            HttpMethod = requestContext.HttpMethod,
            Headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value[^1] ?? string.Empty),
            QueryStringParameters = context.Request.Query.ToDictionary(q => q.Key, q => q.Value[^1] ?? string.Empty),
            RequestContext = requestContext,
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
#pragma warning disable CA1031 // As API Gateway, any other exception of the authorizer denies the request.
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.LogLine($"ERROR {requestContext.RequestId} {FunctionNames.Authorizer} broke: {e}");
            return (
                new Refusal(ErrorCode.InternalError, "OpsAgent cannot check callers now, so it admits nobody. Try again in a minute; GET /health says more."),
                AuthenticationStep.ClosedStatus);
        }
    }

    private static Refusal Denied(APIGatewayCustomAuthorizerContextOutput? context) => new(
        context is not null && context.TryGetValue("code", out var code) && $"{code}" == WireName.Of(ErrorCode.RateLimited) ? ErrorCode.RateLimited : ErrorCode.UserNotAuthorized,
        context is not null && context.TryGetValue("message", out var message) ? $"{message}" : "You may not call this.");
}
