using Amazon.Lambda.APIGatewayEvents;

namespace OpsAgent.Functions.Api.Pipeline;

/// <summary>
/// What pages of another origin may do: those of <see cref="Core.Primitives.AgentOptions.AllowedOrigins"/> may call and read every
/// route, any other gets no CORS header, so that its browser keeps the answer from it. Callers are known by headers and
/// never by cookies, so nothing is said of credentials.
/// </summary>
internal sealed class Cors(IReadOnlyList<string> allowedOrigins)
{
    private const string Origin = "Origin";

    /// <summary>What a page may send besides what every page may.</summary>
    public const string RequestHeaders =
        $"{CredentialHeaders.Authorization}, Content-Type, {Headers.IdempotencyKey}, {Headers.ApiKey}, {Headers.CorrelationId}, {Headers.User}";

    /// <summary>The answer to a preflight, which has no body and tells a page of another origin nothing.</summary>
    public static APIGatewayProxyResponse Preflight(string correlationId)
    {
        var answer = ApiResponses.Json(204, ApiContent.None, correlationId);
        answer.Headers.Remove("Content-Type");
        answer.Body = string.Empty;
        return answer;
    }

    /// <summary>Adds to an answer what its reader's browser asks for.</summary>
    public APIGatewayProxyResponse Mark(APIGatewayProxyRequest request, APIGatewayProxyResponse answer)
    {
        if (allowedOrigins.Count == 0)
        {
            return answer;
        }

        // What lies in a cache for one origin is not the answer for another.
        answer.Headers["Vary"] = Origin;
        if (Headers.Find(request, Origin) is { } origin && allowedOrigins.Contains(origin))
        {
            answer.Headers["Access-Control-Allow-Origin"] = origin;
            if (request.HttpMethod == "OPTIONS")
            {
                answer.Headers["Access-Control-Allow-Methods"] = "GET, POST";
                answer.Headers["Access-Control-Allow-Headers"] = RequestHeaders;
                answer.Headers["Access-Control-Max-Age"] = "600";
            }
            else
            {
                answer.Headers["Access-Control-Expose-Headers"] = $"Retry-After, {Headers.CorrelationId}";
            }
        }

        return answer;
    }
}
