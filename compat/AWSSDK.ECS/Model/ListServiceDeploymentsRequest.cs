using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class ListServiceDeploymentsRequest : AmazonECSRequest, IJsonShape
{
    public string Cluster { get; set; }

    public int? MaxResults { get; set; }

    public string NextToken { get; set; }

    public string Service { get; set; }

    public List<string> Status { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("cluster", Cluster);
        json.Number("maxResults", MaxResults);
        json.Text("nextToken", NextToken);
        json.Text("service", Service);
        json.Texts("status", Status);
    }
}
