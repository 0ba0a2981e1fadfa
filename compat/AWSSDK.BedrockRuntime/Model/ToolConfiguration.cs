using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.BedrockRuntime.Model;

public partial class ToolConfiguration : IJsonShape
{
    public ToolChoice ToolChoice { get; set; }

    public List<Tool> Tools { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Structure("toolChoice", ToolChoice);
        json.Structures("tools", Tools);
    }
}
