using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.BedrockRuntime.Model;

public partial class ConverseOutput
{
    public Message Message { get; set; }

    internal static ConverseOutput Read(JsonElement json) => new()
    {
        Message = json.Structure("message", Message.Read),
    };
}
