using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Mcp;

/// <summary>What a tool answers, as words and as data.</summary>
internal sealed record McpToolResult(string Text, JsonObject Data, bool IsError = false)
{
    /// <param name="words">Says what the answer's record says.</param>
    public static McpToolResult Of<T>(ApiBody body, Func<T, string> words)
        where T : class
    {
        if (body.Error is { } error)
        {
            return Of(error, body.Proposal);
        }

        // Tags, names and events are what people wrote in AWS.
        var data = Sanitizer.Json(body.Content.ToJson()).AsObject();
        if (body.Unreadable > 0)
        {
            data["unreadable"] = body.Unreadable;
        }

        return new McpToolResult(Sanitizer.Text(words((T)body.Content.Value!)), data);
    }

    public static McpToolResult Of(Refusal refusal, ProposalId? proposal = null)
    {
        var (code, message) = (WireName.Of(refusal.Code), Sanitizer.Text(refusal.Message));
        var error = new JsonObject { ["code"] = code, ["message"] = message, ["details"] = Sanitizer.Json(refusal.Details?.ToNode() ?? new JsonObject()) };
        var data = new JsonObject { ["error"] = error };
        if (proposal is { } id)
        {
            data["proposal_id"] = id.Value;
        }

        return new McpToolResult($"{code}: {message}", data, IsError: true);
    }

    /// <returns>A CallToolResult. The data stands in the content too: not every client reads structured content.</returns>
    public JsonObject ToJson()
    {
        var result = new JsonObject
        {
            ["content"] = new JsonArray(TextOf(Text), TextOf(ApiResponses.Text(Data))),
            ["structuredContent"] = Data.DeepClone(),
        };
        if (IsError)
        {
            result["isError"] = true;
        }

        return result;
    }

    private static JsonObject TextOf(string text) => new() { ["type"] = "text", ["text"] = text };
}
