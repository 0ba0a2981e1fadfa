using Amazon.Lambda.APIGatewayEvents;

using Microsoft.AspNetCore.Http;

using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Local.Http;

/// <summary>The request context of API Gateway's proxy events.</summary>
internal static class RequestContextFactory
{
    private const string Stage = "local";

    /// <summary>SourceIp is the connection's address; headers such as X-Forwarded-For are not trusted.</summary>
    public static APIGatewayProxyRequest.ProxyRequestContext Create(HttpContext context, Route route, string requestId) => new()
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
