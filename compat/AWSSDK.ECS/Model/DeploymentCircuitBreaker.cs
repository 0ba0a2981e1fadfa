using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class DeploymentCircuitBreaker : IJsonShape
{
    public bool? Enable { get; set; }

    public bool? Rollback { get; set; }

    internal static DeploymentCircuitBreaker Read(JsonElement json) => new()
    {
        Enable = json.Flag("enable"),
        Rollback = json.Flag("rollback"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Flag("enable", Enable);
        json.Flag("rollback", Rollback);
    }
}
