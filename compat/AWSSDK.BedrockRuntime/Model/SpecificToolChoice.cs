using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.BedrockRuntime.Model;

public partial class SpecificToolChoice : IJsonShape
{
    public string Name { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("name", Name);
    }
}
