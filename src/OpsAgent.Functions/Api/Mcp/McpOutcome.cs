using System.Text.Json.Nodes;

namespace OpsAgent.Functions.Api.Mcp;

/// <summary>What a method answers: a result, or what is wrong with the request.</summary>
internal sealed record McpOutcome(JsonObject? Result, McpError? Error)
{
    public static implicit operator McpOutcome(JsonObject result) => new(result, null);

    public static implicit operator McpOutcome(McpError error) => new(null, error);
}
