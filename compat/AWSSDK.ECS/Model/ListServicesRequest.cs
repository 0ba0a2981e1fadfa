using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class ListServicesRequest : AmazonECSRequest, IJsonShape
{
    public string Cluster { get; set; }

    public int? MaxResults { get; set; }

    public string NextToken { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("cluster", Cluster);
        json.Number("maxResults", MaxResults);
        json.Text("nextToken", NextToken);
    }
}
