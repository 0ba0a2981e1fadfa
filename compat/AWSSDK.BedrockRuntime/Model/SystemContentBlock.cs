using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.BedrockRuntime.Model;

public partial class SystemContentBlock : IJsonShape
{
    public CachePointBlock CachePoint { get; set; }

    public string Text { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Structure("cachePoint", CachePoint);
        json.Text("text", Text);
    }
}
