using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.BedrockRuntime.Model;

public partial class Tool : IJsonShape
{
    public CachePointBlock CachePoint { get; set; }

    public ToolSpecification ToolSpec { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Structure("cachePoint", CachePoint);
        json.Structure("toolSpec", ToolSpec);
    }
}
