using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime.Documents;

namespace Amazon.BedrockRuntime.Model;

public partial class ToolInputSchema : IJsonShape
{
    public Document Json { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Document("json", Json);
    }
}
