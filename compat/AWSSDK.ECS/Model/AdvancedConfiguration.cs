using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class AdvancedConfiguration : IJsonShape
{
    public string AlternateTargetGroupArn { get; set; }

    public string ProductionListenerRule { get; set; }

    public string RoleArn { get; set; }

    public string TestListenerRule { get; set; }

    internal static AdvancedConfiguration Read(JsonElement json) => new()
    {
        AlternateTargetGroupArn = json.Text("alternateTargetGroupArn"),
        ProductionListenerRule = json.Text("productionListenerRule"),
        RoleArn = json.Text("roleArn"),
        TestListenerRule = json.Text("testListenerRule"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("alternateTargetGroupArn", AlternateTargetGroupArn);
        json.Text("productionListenerRule", ProductionListenerRule);
        json.Text("roleArn", RoleArn);
        json.Text("testListenerRule", TestListenerRule);
    }
}
