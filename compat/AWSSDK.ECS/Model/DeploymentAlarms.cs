using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class DeploymentAlarms : IJsonShape
{
    public List<string> AlarmNames { get; set; }

    public bool? Enable { get; set; }

    public bool? Rollback { get; set; }

    internal static DeploymentAlarms Read(JsonElement json) => new()
    {
        AlarmNames = json.List("alarmNames", JsonReading.Text),
        Enable = json.Flag("enable"),
        Rollback = json.Flag("rollback"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Texts("alarmNames", AlarmNames);
        json.Flag("enable", Enable);
        json.Flag("rollback", Rollback);
    }
}
