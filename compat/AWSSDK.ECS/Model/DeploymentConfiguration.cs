using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class DeploymentConfiguration : IJsonShape
{
    public DeploymentAlarms Alarms { get; set; }

    public int? BakeTimeInMinutes { get; set; }

    public DeploymentCircuitBreaker DeploymentCircuitBreaker { get; set; }

    public int? MaximumPercent { get; set; }

    public int? MinimumHealthyPercent { get; set; }

    public DeploymentStrategy Strategy { get; set; }

    internal static DeploymentConfiguration Read(JsonElement json) => new()
    {
        Alarms = json.Structure("alarms", DeploymentAlarms.Read),
        BakeTimeInMinutes = json.Int("bakeTimeInMinutes"),
        DeploymentCircuitBreaker = json.Structure("deploymentCircuitBreaker", DeploymentCircuitBreaker.Read),
        MaximumPercent = json.Int("maximumPercent"),
        MinimumHealthyPercent = json.Int("minimumHealthyPercent"),
        Strategy = json.Text("strategy"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Structure("alarms", Alarms);
        json.Number("bakeTimeInMinutes", BakeTimeInMinutes);
        json.Structure("deploymentCircuitBreaker", DeploymentCircuitBreaker);
        json.Number("maximumPercent", MaximumPercent);
        json.Number("minimumHealthyPercent", MinimumHealthyPercent);
        json.Constant("strategy", Strategy);
    }
}
