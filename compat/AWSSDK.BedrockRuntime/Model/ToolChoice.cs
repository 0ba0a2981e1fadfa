using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.BedrockRuntime.Model;

public partial class ToolChoice : IJsonShape
{
    public AnyToolChoice Any { get; set; }

    public AutoToolChoice Auto { get; set; }

    public SpecificToolChoice Tool { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Structure("any", Any);
        json.Structure("auto", Auto);
        json.Structure("tool", Tool);
    }
}
