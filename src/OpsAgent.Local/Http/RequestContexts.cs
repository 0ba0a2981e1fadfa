using Amazon.Lambda.APIGatewayEvents;

using Microsoft.AspNetCore.Http;

using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Local.Http;

/// <summary>What API Gateway says of a request besides the request itself.</summary>
internal static class RequestContexts
{
    private const string Stage = "local";

    /// <summary>The address is the connection's own: a header that names another proves nothing.</summary>
    public static APIGatewayProxyRequest.ProxyRequestContext Of(HttpContext context, Route route, string requestId) => new()
    {
        Stage = Stage,
        RequestId = requestId,
        HttpMethod = context.Request.Method,
        Path = context.Request.Path.Value,
        ResourcePath = route.Path,
        Identity = new APIGatewayProxyRequest.RequestIdentity
        {
            SourceIp = context.Connection.RemoteIpAddress?.ToString(),
            UserAgent = context.Request.Headers.UserAgent.ToString(),
        },
    };

    public static string MethodArn(HttpContext context) =>
        $"arn:aws:execute-api:us-east-1:123456789012:local/{Stage}/{context.Request.Method}{context.Request.Path.Value}";
}
