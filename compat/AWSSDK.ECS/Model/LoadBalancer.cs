using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class LoadBalancer : IJsonShape
{
    public AdvancedConfiguration AdvancedConfiguration { get; set; }

    public string ContainerName { get; set; }

    public int? ContainerPort { get; set; }

    public string LoadBalancerName { get; set; }

    public string TargetGroupArn { get; set; }

    internal static LoadBalancer Read(JsonElement json) => new()
    {
        AdvancedConfiguration = json.Structure("advancedConfiguration", AdvancedConfiguration.Read),
        ContainerName = json.Text("containerName"),
        ContainerPort = json.Int("containerPort"),
        LoadBalancerName = json.Text("loadBalancerName"),
        TargetGroupArn = json.Text("targetGroupArn"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Structure("advancedConfiguration", AdvancedConfiguration);
        json.Text("containerName", ContainerName);
        json.Number("containerPort", ContainerPort);
        json.Text("loadBalancerName", LoadBalancerName);
        json.Text("targetGroupArn", TargetGroupArn);
    }
}
