using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.BedrockRuntime.Model;

public partial class ReasoningTextBlock : IJsonShape
{
    public string Signature { get; set; }

    public string Text { get; set; }

    internal static ReasoningTextBlock Read(JsonElement json) => new()
    {
        Signature = json.Text("signature"),
        Text = json.Text("text"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("signature", Signature);
        json.Text("text", Text);
    }
}
