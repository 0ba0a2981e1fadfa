using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.BedrockRuntime.Model;

public partial class ToolSpecification : IJsonShape
{
    public string Description { get; set; }

    public ToolInputSchema InputSchema { get; set; }

    public string Name { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("description", Description);
        json.Structure("inputSchema", InputSchema);
        json.Text("name", Name);
    }
}
