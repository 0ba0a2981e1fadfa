using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class NetworkConfiguration : IJsonShape
{
    public AwsVpcConfiguration AwsvpcConfiguration { get; set; }

    internal static NetworkConfiguration Read(JsonElement json) => new()
    {
        AwsvpcConfiguration = json.Structure("awsvpcConfiguration", AwsVpcConfiguration.Read),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Structure("awsvpcConfiguration", AwsvpcConfiguration);
    }
}
