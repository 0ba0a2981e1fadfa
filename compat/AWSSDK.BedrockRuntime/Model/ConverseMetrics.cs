using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.BedrockRuntime.Model;

public partial class ConverseMetrics
{
    public long? LatencyMs { get; set; }

    internal static ConverseMetrics Read(JsonElement json) => new()
    {
        LatencyMs = json.Long("latencyMs"),
    };
}
