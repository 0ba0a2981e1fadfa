using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.BedrockRuntime.Model;

public partial class AnyToolChoice : IJsonShape
{
    void IJsonShape.Write(Utf8JsonWriter json)
    {
    }
}
