using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class DescribeServicesRequest : AmazonECSRequest, IJsonShape
{
    public string Cluster { get; set; }

    public List<string> Include { get; set; }

    public List<string> Services { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("cluster", Cluster);
        json.Texts("include", Include);
        json.Texts("services", Services);
    }
}
