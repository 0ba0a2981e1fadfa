using Amazon.Lambda.APIGatewayEvents;

namespace OpsAgent.Functions.Api.Pipeline;

/// <summary>Header names are case-insensitive, and a REST API passes them as the client wrote them.</summary>
internal static class Headers
{
    public const string ApiKey = "X-API-Key";
    public const string CorrelationId = "X-Correlation-Id";
    public const string IdempotencyKey = "Idempotency-Key";
    public const string IfMatch = "If-Match";
    /// <summary>Between our own functions: a chat service's <see cref="Core.Identity.SignedRequest"/>, as base64 of its JSON.</summary>
    public const string SignedRequest = "X-OpsAgent-Signed-Request";

    /// <summary>Between our own functions: <c>mcp</c> for what came by MCP. It only takes rights away, so it does not matter who sends it.</summary>
    public const string Source = "X-OpsAgent-Source";

    /// <summary>Between our own functions: that a proposal is read for an answer in words, which is no look of an approver's at it.</summary>
    public const string Quiet = "X-OpsAgent-Quiet";

    public const string User = "X-OpsAgent-User";

    private const int MaxTokenLength = 128;

    // Those that decide something: with two values, two readers may each believe another one.
    private static readonly string[] Single = [ApiKey, "Authorization", SignedRequest, Source, User, IdempotencyKey, IfMatch, "Content-Type", "Content-Encoding"];

    /// <returns>The header's value; null when it was not sent, and when it was sent more than once.</returns>
    public static string? Find(APIGatewayProxyRequest request, string name) =>
        Count(request, name) > 1 ? null : request.Headers?.FirstOrDefault(h => Same(h.Key, name)).Value;

    /// <returns>The value when it is 1 to 128 visible ASCII characters, else null.</returns>
    public static string? FindToken(APIGatewayProxyRequest request, string name) =>
        Find(request, name)?.Trim() is { Length: > 0 and <= MaxTokenLength } value && value.All(c => c is > ' ' and <= '~') ? value : null;

    /// <returns>The first header that may be sent once and was sent more often, or null.</returns>
    public static string? Repeated(APIGatewayProxyRequest request) => Single.FirstOrDefault(name => Count(request, name) > 1);

    // API Gateway gives every value here and the last one in Headers; two spellings of a name are one header.
    private static int Count(APIGatewayProxyRequest request, string name) => Math.Max(
        request.Headers?.Count(h => Same(h.Key, name)) ?? 0,
        request.MultiValueHeaders?.Where(h => Same(h.Key, name)).Sum(h => h.Value?.Count ?? 0) ?? 0);

    private static bool Same(string given, string name) => string.Equals(given, name, StringComparison.OrdinalIgnoreCase);
}
