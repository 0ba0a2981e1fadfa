using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime.Documents;

namespace Amazon.BedrockRuntime.Model;

public partial class ToolUseBlock : IJsonShape
{
    public Document Input { get; set; }

    public string Name { get; set; }

    public string ToolUseId { get; set; }

    internal static ToolUseBlock Read(JsonElement json) => new()
    {
        Input = json.Document("input"),
        Name = json.Text("name"),
        ToolUseId = json.Text("toolUseId"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Document("input", Input);
        json.Text("name", Name);
        json.Text("toolUseId", ToolUseId);
    }
}
