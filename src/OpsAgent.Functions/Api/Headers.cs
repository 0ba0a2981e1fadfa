using Amazon.Lambda.APIGatewayEvents;

namespace OpsAgent.Functions.Api;

/// <summary>Header names are case-insensitive, and a REST API passes them as the client wrote them.</summary>
internal static class Headers
{
    public const string ApiKey = "X-API-Key";
    public const string CorrelationId = "X-Correlation-Id";
    public const string IdempotencyKey = "Idempotency-Key";
    public const string User = "X-OpsAgent-User";

    private const int LongestToken = 128;

    public static string? Find(APIGatewayProxyRequest request, string name) =>
        request.Headers?.FirstOrDefault(h => string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <returns>The value when it is 1 to 128 visible ASCII characters, else null.</returns>
    public static string? FindToken(APIGatewayProxyRequest request, string name) =>
        Find(request, name)?.Trim() is { Length: > 0 and <= LongestToken } value && value.All(c => c is > ' ' and <= '~') ? value : null;
}
