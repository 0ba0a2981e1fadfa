using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.BedrockRuntime.Model;

public partial class ReasoningContentBlock : IJsonShape
{
    public ReasoningTextBlock ReasoningText { get; set; }

    public MemoryStream RedactedContent { get; set; }

    internal static ReasoningContentBlock Read(JsonElement json) => new()
    {
        ReasoningText = json.Structure("reasoningText", ReasoningTextBlock.Read),
        RedactedContent = json.Blob("redactedContent"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Structure("reasoningText", ReasoningText);
        json.Blob("redactedContent", RedactedContent);
    }
}
