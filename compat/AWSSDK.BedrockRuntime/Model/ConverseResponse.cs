using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.BedrockRuntime.Model;

public partial class ConverseResponse : AmazonWebServiceResponse
{
    public ConverseMetrics Metrics { get; set; }

    public ConverseOutput Output { get; set; }

    public StopReason StopReason { get; set; }

    public TokenUsage Usage { get; set; }

    internal static ConverseResponse Read(JsonElement json) => new()
    {
        Metrics = json.Structure("metrics", ConverseMetrics.Read),
        Output = json.Structure("output", ConverseOutput.Read),
        StopReason = json.Text("stopReason"),
        Usage = json.Structure("usage", TokenUsage.Read),
    };
}
