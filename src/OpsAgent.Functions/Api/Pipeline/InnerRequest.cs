using Amazon.Lambda.APIGatewayEvents;

namespace OpsAgent.Functions.Api.Pipeline;

/// <summary>The event by which one function of ours asks another, as API Gateway would have made it.</summary>
internal static class InnerRequest
{
    /// <param name="headers">Those that are null are left out.</param>
    /// <param name="body">JSON, or null.</param>
    /// <param name="outer">The request that this is part of: of it only where it came from goes along.</param>
    public static APIGatewayProxyRequest Of(string method, string path, Dictionary<string, string?> headers, string? body, APIGatewayProxyRequest outer) => new()
    {
        Resource = path,
        Path = path,
        HttpMethod = method,
        Headers = headers.Append(new("Content-Type", body is null ? null : "application/json")).Where(h => h.Value is not null).ToDictionary(h => h.Key, h => h.Value!),
        Body = body,
        RequestContext = new APIGatewayProxyRequest.ProxyRequestContext
        {
            Stage = outer.RequestContext?.Stage,
            RequestId = outer.RequestContext?.RequestId,
            HttpMethod = method,
            Path = path,
            ResourcePath = path,
            Identity = new APIGatewayProxyRequest.RequestIdentity { SourceIp = outer.RequestContext?.Identity?.SourceIp },
        },
    };
}
