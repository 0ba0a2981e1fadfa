using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.BedrockRuntime.Model;

public partial class ConverseRequest : AmazonBedrockRuntimeRequest, IJsonShape
{
    public InferenceConfiguration InferenceConfig { get; set; }

    public List<Message> Messages { get; set; }

    public string ModelId { get; set; }

    public List<SystemContentBlock> System { get; set; }

    public ToolConfiguration ToolConfig { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Structure("inferenceConfig", InferenceConfig);
        json.Structures("messages", Messages);
        json.Structures("system", System);
        json.Structure("toolConfig", ToolConfig);
    }
}
