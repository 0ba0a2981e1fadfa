using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime.Documents;

namespace Amazon.BedrockRuntime.Model;

public partial class ToolResultContentBlock : IJsonShape
{
    public Document Json { get; set; }

    public string Text { get; set; }

    internal static ToolResultContentBlock Read(JsonElement json) => new()
    {
        Json = json.Document("json"),
        Text = json.Text("text"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Document("json", Json);
        json.Text("text", Text);
    }
}
