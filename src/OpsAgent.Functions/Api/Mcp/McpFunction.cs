using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Api.Mcp;

/// <summary>
/// The Model Context Protocol by Streamable HTTP without sessions: <c>POST /mcp</c>, and where to get a token for it. Looks and
/// proposes in the caller's name, as a program: whatever the client holds, nothing is decided by this way.
/// </summary>
/// <param name="issuer">The issuer of bearer tokens; null where the deployment takes none.</param>
internal sealed class McpFunction(AgentOptions options, ApiPipeline pipeline, McpServer server, string? issuer, IdSource ids, TimeProvider time)
{
    private const string Path = "/mcp";

    public async Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request, ILambdaContext lambdaContext, InvocationDeadline deadline)
    {
        if (request is { HttpMethod: "GET" or "DELETE", Path: Path })
        {
            var refused = Refuse(new Refusal(ErrorCode.MethodNotAllowed, $"{Path} takes POST: it has no sessions and no stream of its own."));
            refused.Headers["Allow"] = "POST";
            return refused;
        }

        if (request.HttpMethod == "GET")
        {
            return ProtectedResource.Of(request, issuer) is { } resource
                ? ApiResponses.Json((int)HttpStatusCode.OK, resource.ToJson(), ids.NewCorrelationId())
                : Refuse(new Refusal(ErrorCode.NotFound, "This deployment takes no bearer tokens. Send a key in the header X-API-Key."));
        }

        // A page whose host name resolves here sends its own origin.
        if (Headers.Find(request, "Origin") is { } origin && !options.AllowedOrigins.Contains(origin))
        {
            var refusal = new Refusal(ErrorCode.UserNotAuthorized, "Pages of this origin may not call here. An administrator may list it in AllowedOrigins.");
            return InJsonRpc(Refuse(refusal), refusal, id: null);
        }

        JsonElement? id = null;
        JsonObject? reply = null;
        var status = HttpStatusCode.OK;
        return await pipeline.AnswerAsync(
            request,
            lambdaContext,
            deadline,
            async (call, _) =>
            {
                if (call is not { Method: "POST", Path: ["mcp"] })
                {
                    return ApiCall.NoSuchRoute(string.Join('/', call.Path));
                }

                id = McpRequest.IdOf(call.Body);
                if (!TakesJsonAndEvents(call.Event))
                {
                    status = HttpStatusCode.NotAcceptable;
                    return new Refusal(ErrorCode.ValidationError, "The header Accept must list application/json and text/event-stream.");
                }

                var (asked, error) = McpRequest.Read(call.Body, call.Event);
                var outcome = error ?? await server.AnswerAsync(asked!, call);
                (reply, status) = ReplyOf(asked, id, outcome);
                return new ApiBody(ApiContent.None, outcome.Error?.ToRefusal()) { IsPoll = IsPoll(asked) };
            },
            (answer, refusal) => reply is null && refusal is not null
                ? InJsonRpc(answer, refusal, id, status)
                : Replaced(answer, status, reply));
    }

    // What was looked at and done is audited as the routes' own requests are; of what only lists and waits a success is no news.
    private static bool IsPoll(McpRequest? asked) => asked?.Method is not ("tools/call" or "resources/read") || asked.Text("name") == McpTools.WaitForProposal;

    private static (JsonObject? Reply, HttpStatusCode Status) ReplyOf(McpRequest? asked, JsonElement? id, McpOutcome outcome) => outcome switch
    {
        { Error: { } error } => (ErrorOf(id, error.ToJson()), (HttpStatusCode)error.Status),
        _ when asked is { Id: null } => (null, HttpStatusCode.Accepted),
        _ => (new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id?.ToNode(), ["result"] = outcome.Result }, HttpStatusCode.OK),
    };

    private static JsonObject ErrorOf(JsonElement? id, JsonObject error)
    {
        var reply = new JsonObject { ["jsonrpc"] = "2.0" };
        if (id is { } known)
        {
            reply["id"] = known.ToNode();
        }

        reply["error"] = error;
        return reply;
    }

    private static APIGatewayProxyResponse Replaced(APIGatewayProxyResponse answer, HttpStatusCode status, JsonObject? reply)
    {
        answer.StatusCode = (int)status;
        answer.Body = reply is null ? string.Empty : ApiResponses.Text(reply);
        if (reply is null)
        {
            answer.Headers.Remove("Content-Type");
        }

        return answer;
    }

    /// <summary>What the pipeline refused, before or instead of a method.</summary>
    private static APIGatewayProxyResponse InJsonRpc(APIGatewayProxyResponse answer, Refusal refusal, JsonElement? id, HttpStatusCode status = HttpStatusCode.OK)
    {
        var (code, http) = refusal.Code switch
        {
            _ when status is HttpStatusCode.NotAcceptable => (McpError.InvalidRequest, (int)status),
            ErrorCode.NotJson => (McpError.ParseError, answer.StatusCode),
            ErrorCode.ValidationError => (McpError.InvalidRequest, (int)HttpStatusCode.BadRequest),
            ErrorCode.PayloadTooLarge or ErrorCode.UnsupportedMediaType or ErrorCode.NotFound => (McpError.InvalidRequest, answer.StatusCode),
            // The specification leaves codes outside of JSON-RPC's own range to implementations.
            ErrorCode.AuthenticationFailed or ErrorCode.UserNotAuthorized or ErrorCode.RoleRequired or ErrorCode.RateLimited => (answer.StatusCode, answer.StatusCode),
            _ => (McpError.InternalError, answer.StatusCode),
        };
        var told = McpToolResult.Of(refusal);
        return Replaced(answer, (HttpStatusCode)http, ErrorOf(id, new McpError(code, told.Data["error"]!["message"]!.GetValue<string>(), told.Data["error"]).ToJson()));
    }

    // Wildcards are ranges of both.
    private static bool TakesJsonAndEvents(APIGatewayProxyRequest request)
    {
        var ranges = (Headers.Find(request, "Accept") ?? string.Empty).Split(',').Select(r => r.Split(';')[0].Trim().ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        return ranges.Overlaps(["application/json", "application/*", "*/*"]) && ranges.Overlaps(["text/event-stream", "text/*", "*/*"]);
    }

    private APIGatewayProxyResponse Refuse(Refusal refusal) => ApiResponses.Of(ApiContent.None, refusal, options.Mode, ids.NewCorrelationId(), time.GetUtcNow());
}
