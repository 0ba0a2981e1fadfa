using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Mcp;

/// <summary>What a client needs to get a token for the MCP endpoint by itself: OAuth 2.0 Protected Resource Metadata (RFC 9728). Says nothing that is not public.</summary>
/// <param name="Url">The MCP endpoint, as the client reached it.</param>
/// <param name="Issuer">The authorization server.</param>
internal sealed record ProtectedResource(string Url, string Issuer)
{
    private const string Mcp = "/mcp";

    private static readonly string[] Scopes = ["openid", "email"];

    /// <returns>Null where there is no issuer, or the request does not say where it went.</returns>
    public static ProtectedResource? Of(APIGatewayProxyRequest request, string? issuer)
    {
        var host = Headers.Find(request, "Host") ?? request.RequestContext?.DomainName;
        if (issuer is null || host is null || !Uri.TryCreate($"https://{host}/", UriKind.Absolute, out var origin) || !string.Equals(origin.Authority, host, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        // The stage stands before the route, but for a domain of one's own.
        var (path, route) = (request.RequestContext?.Path ?? string.Empty, request.Resource ?? string.Empty);
        var stage = path.EndsWith(route, StringComparison.Ordinal) ? path[..^route.Length] : string.Empty;
        return new ProtectedResource($"{(origin.IsLoopback ? "http" : "https")}://{host}{stage}{Mcp}", issuer);
    }

    public JsonObject ToJson() => new()
    {
        ["resource"] = Url,
        ["authorization_servers"] = new JsonArray(Issuer),
        ["scopes_supported"] = JsonConversions.Array(Scopes),
        ["bearer_methods_supported"] = new JsonArray("header"),
        ["resource_name"] = "OpsAgent",
    };
}
