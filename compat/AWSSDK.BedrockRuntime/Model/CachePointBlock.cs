using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.BedrockRuntime.Model;

public partial class CachePointBlock : IJsonShape
{
    public CachePointType Type { get; set; }

    internal static CachePointBlock Read(JsonElement json) => new()
    {
        Type = json.Text("type"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Constant("type", Type);
    }
}
