using System.Text.Json;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Api.Pipeline;

/// <summary>One authenticated request, read and bounded.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">The path's segments, without a stage.</param>
/// <param name="Body">The JSON object of a POST; of a GET, its query parameters as strings. The user's name is taken out.</param>
/// <param name="IdempotencyKey">The header Idempotency-Key, or null.</param>
/// <param name="Request">Who asks, and under which correlation id.</param>
/// <param name="Trail">The request's own audit chain, which the edge ends with the answer.</param>
/// <param name="Log">The log of the invocation.</param>
public sealed record ApiCall(
    string Method, IReadOnlyList<string> Path, JsonElement Body, string? IdempotencyKey, RequestContext Request, RequestAudit Trail, ILambdaLogger Log)
{
    /// <summary>As it came: with the credentials that were checked.</summary>
    public required APIGatewayProxyRequest Event { get; init; }

    /// <summary>Until when the invocation that carries the request may work.</summary>
    public required InvocationDeadline Deadline { get; init; }

    /// <summary>The header If-Match, or null: the plan that a proposal must have.</summary>
    public string? IfMatch { get; init; }

    public string LastSegment => Path is [.., var last] ? last : string.Empty;

    /// <returns>The text of a member of the body, null when it is not there.</returns>
    public string? Text(string name) =>
        Body.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    public static Refusal NoSuchRoute(string path) => new(ErrorCode.NotFound, $"There is no route {LoggablePath.Of(path)}. The README and openapi-schema.yaml list those that there are.");
}
