using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.BedrockRuntime.Model;

public partial class InferenceConfiguration : IJsonShape
{
    public int? MaxTokens { get; set; }

    public List<string> StopSequences { get; set; }

    public float? Temperature { get; set; }

    public float? TopP { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Number("maxTokens", MaxTokens);
        json.Texts("stopSequences", StopSequences);
        json.Number("temperature", Temperature);
        json.Number("topP", TopP);
    }
}
