using Amazon.Lambda.APIGatewayEvents;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Api.Pipeline;

/// <summary>Takes what a request presents out of its headers. What could be read in two ways is refused.</summary>
internal static class CredentialHeaders
{
    public const string Authorization = "Authorization";

    private const string Bearer = "Bearer ";

    public static Outcome<Credentials> Read(APIGatewayProxyRequest request)
    {
        if (Count(request, Authorization) > 1 || Count(request, Headers.ApiKey) > 1)
        {
            return AuthenticationFailure.Create("ambiguous_credentials", $"Send each of the headers {Authorization} and {Headers.ApiKey} at most once.");
        }

        var authorization = Headers.Find(request, Authorization)?.Trim();
        if (authorization is null)
        {
            return new Credentials(Headers.Find(request, Headers.ApiKey), BearerToken: null);
        }

        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? new Credentials(Headers.Find(request, Headers.ApiKey), authorization[Bearer.Length..].Trim())
            : AuthenticationFailure.Create("scheme", $"The header {Authorization} takes a bearer token: \"Bearer \" and the token.");
    }

    private static int Count(APIGatewayProxyRequest request, string name) => Math.Max(
        request.Headers?.Count(h => Is(h.Key, name) && h.Value is not null) ?? 0,
        request.MultiValueHeaders?.Where(h => Is(h.Key, name)).Sum(h => h.Value?.Count ?? 0) ?? 0);

    private static bool Is(string given, string name) => string.Equals(given, name, StringComparison.OrdinalIgnoreCase);
}
