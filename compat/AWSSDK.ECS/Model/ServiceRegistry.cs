using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class ServiceRegistry : IJsonShape
{
    public string ContainerName { get; set; }

    public int? ContainerPort { get; set; }

    public int? Port { get; set; }

    public string RegistryArn { get; set; }

    internal static ServiceRegistry Read(JsonElement json) => new()
    {
        ContainerName = json.Text("containerName"),
        ContainerPort = json.Int("containerPort"),
        Port = json.Int("port"),
        RegistryArn = json.Text("registryArn"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("containerName", ContainerName);
        json.Number("containerPort", ContainerPort);
        json.Number("port", Port);
        json.Text("registryArn", RegistryArn);
    }
}
