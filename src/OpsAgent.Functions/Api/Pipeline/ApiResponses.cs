using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;

using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;
using OpsAgent.Functions.Api.Proposals;

namespace OpsAgent.Functions.Api.Pipeline;

/// <summary>
/// The one shape of every answer. Once the caller is known, a refusal is HTTP 200 with <c>success:false</c>: chat
/// plugins show people nothing of any other status.
/// </summary>
public static class ApiResponses
{
    /// <summary>The one secret that an answer carries: the propose answer's own.</summary>
    internal const string ApprovalToken = "approval_token";

    // Answers are read by people too; nothing embeds them in HTML.
    private static readonly JsonSerializerOptions Written = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = CoreJson.Default,
    };

    /// <param name="status">The HTTP status where the error's own does not do.</param>
    /// <param name="unreadable">How many stored records were passed over; told where it is not 0.</param>
    public static APIGatewayProxyResponse Of(
        ApiContent content, Refusal? error, ExecutionMode mode, string correlationId, DateTimeOffset now, int? status = null, int unreadable = 0)
    {
        var body = new JsonObject { ["success"] = error is null };
        if (error is not null)
        {
            body["error"] = new JsonObject
            {
                ["code"] = WireName.Of(error.Code),
                ["message"] = Sanitizer.Text(error.Message),
                ["details"] = Sanitizer.Json(error.Details?.ToNode() ?? new JsonObject()),
            };
        }

        // Tags, names and events are what people wrote in AWS.
        foreach (var (name, value) in Sanitizer.Json(content.ToJson()).AsObject())
        {
            body[name] = value?.DeepClone();
        }

        if (unreadable > 0)
        {
            body["unreadable"] = unreadable;
        }

        if (content.Value is ProposedAnswer { ApprovalToken: { } token })
        {
            body[ApprovalToken] = token;
        }

        body["correlation_id"] = correlationId;
        body["execution_mode"] = WireName.Of(mode);
        body["timestamp"] = Timestamps.Text(now);
        var answer = Json(status ?? (error is null ? 200 : StatusOf(error.Code)), body, correlationId);
        if (error is { Code: ErrorCode.RateLimited, Details: { } details } && details.TryGetProperty("retry_after_seconds", out var seconds))
        {
            answer.Headers["Retry-After"] = seconds.GetRawText();
        }

        return answer;
    }

    public static APIGatewayProxyResponse Json(int status, ApiContent content, string correlationId) => Json(status, content.ToJson(), correlationId);

    internal static APIGatewayProxyResponse Json(int status, JsonObject body, string correlationId) => new()
    {
        StatusCode = status,
        Headers = new Dictionary<string, string>
        {
            ["Content-Type"] = "application/json",
            ["Cache-Control"] = "no-store",
            ["X-Content-Type-Options"] = "nosniff",
            ["X-Correlation-Id"] = correlationId,
        },
        Body = Text(body),
    };

    /// <returns>JSON as answers write it.</returns>
    internal static string Text(JsonNode body) => body.ToJsonString(Written);

    private static int StatusOf(ErrorCode code) => code switch
    {
        ErrorCode.AuthenticationFailed => 401,
        ErrorCode.UserNotAuthorized or ErrorCode.RoleRequired => 403,
        ErrorCode.NotJson => 400,
        ErrorCode.NotFound => 404,
        ErrorCode.MethodNotAllowed => 405,
        ErrorCode.PayloadTooLarge => 413,
        ErrorCode.UnsupportedMediaType => 415,
        ErrorCode.RateLimited => 429,
        _ => 200,
    };
}
