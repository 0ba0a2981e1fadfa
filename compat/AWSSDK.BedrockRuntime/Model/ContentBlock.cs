using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.BedrockRuntime.Model;

public partial class ContentBlock : IJsonShape
{
    public ReasoningContentBlock ReasoningContent { get; set; }

    public string Text { get; set; }

    public ToolResultBlock ToolResult { get; set; }

    public ToolUseBlock ToolUse { get; set; }

    internal static ContentBlock Read(JsonElement json) => new()
    {
        ReasoningContent = json.Structure("reasoningContent", ReasoningContentBlock.Read),
        Text = json.Text("text"),
        ToolResult = json.Structure("toolResult", ToolResultBlock.Read),
        ToolUse = json.Structure("toolUse", ToolUseBlock.Read),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Structure("reasoningContent", ReasoningContent);
        json.Text("text", Text);
        json.Structure("toolResult", ToolResult);
        json.Structure("toolUse", ToolUse);
    }
}
