using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.BedrockRuntime.Model;

public partial class ToolResultBlock : IJsonShape
{
    public List<ToolResultContentBlock> Content { get; set; }

    public ToolResultStatus Status { get; set; }

    public string ToolUseId { get; set; }

    internal static ToolResultBlock Read(JsonElement json) => new()
    {
        Content = json.List("content", ToolResultContentBlock.Read),
        Status = json.Text("status"),
        ToolUseId = json.Text("toolUseId"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Structures("content", Content);
        json.Constant("status", Status);
        json.Text("toolUseId", ToolUseId);
    }
}
