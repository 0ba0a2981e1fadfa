using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class DeploymentController : IJsonShape
{
    public DeploymentControllerType Type { get; set; }

    internal static DeploymentController Read(JsonElement json) => new()
    {
        Type = json.Text("type"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Constant("type", Type);
    }
}
