using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Mcp;

/// <summary>One tool of the list.</summary>
/// <param name="InputSchema">A JSON Schema of an object, of draft 7.</param>
/// <param name="CallAsync">Carries it out with its arguments, in the caller's name.</param>
internal sealed record McpTool(string Name, string Title, string Description, JsonObject InputSchema, McpHints Hints, Func<JsonElement, ApiCall, Task<McpToolResult>> CallAsync)
{
    public JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["title"] = Title,
        ["description"] = Description,
        ["inputSchema"] = InputSchema.DeepClone(),
        ["annotations"] = new JsonObject
        {
            ["title"] = Title,
            ["readOnlyHint"] = Hints.ReadOnly,
            ["destructiveHint"] = false,
            ["idempotentHint"] = Hints.Idempotent,
            ["openWorldHint"] = Hints.OpenWorld,
        },
    };
}

/// <summary>What a tool says of itself. None is destructive: what changes AWS is decided and done elsewhere.</summary>
/// <param name="ReadOnly">It changes nothing.</param>
/// <param name="Idempotent">Calling it again with the same arguments does nothing more.</param>
/// <param name="OpenWorld">It reaches beyond the account and OpsAgent's own records.</param>
internal sealed record McpHints(bool ReadOnly, bool Idempotent, bool OpenWorld)
{
    public static McpHints Look { get; } = new(ReadOnly: true, Idempotent: true, OpenWorld: false);
}
