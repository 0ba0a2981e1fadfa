using System.Text.Json;

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

        var signed = Headers.Find(request, Headers.SignedRequest);
        if (Count(request, Headers.SignedRequest) > 1 || (signed is not null && SignedOf(signed) is null))
        {
            return AuthenticationFailure.Create("ambiguous_credentials", $"The header {Headers.SignedRequest} cannot be read.");
        }

        if (signed is not null)
        {
            return new Credentials(Headers.Find(request, Headers.ApiKey), Headers.Find(request, Authorization), SignedOf(signed));
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

    /// <summary>The header by which one function of ours hands a chat service's request to another.</summary>
    public static string Text(SignedRequest request) => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(request, SignedRequestJson.Default.SignedRequest));

    private static SignedRequest? SignedOf(string header)
    {
        try
        {
            return JsonSerializer.Deserialize(Convert.FromBase64String(header), SignedRequestJson.Default.SignedRequest) is { Body: not null, Proof: not null } request ? request : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private static int Count(APIGatewayProxyRequest request, string name) => Math.Max(
        request.Headers?.Count(h => Is(h.Key, name) && h.Value is not null) ?? 0,
        request.MultiValueHeaders?.Where(h => Is(h.Key, name)).Sum(h => h.Value?.Count ?? 0) ?? 0);

    private static bool Is(string given, string name) => string.Equals(given, name, StringComparison.OrdinalIgnoreCase);
}
