using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.BedrockRuntime.Model;

public partial class Message : IJsonShape
{
    public List<ContentBlock> Content { get; set; }

    public ConversationRole Role { get; set; }

    internal static Message Read(JsonElement json) => new()
    {
        Content = json.List("content", ContentBlock.Read),
        Role = json.Text("role"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Structures("content", Content);
        json.Constant("role", Role);
    }
}
