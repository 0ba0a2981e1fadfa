using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class ListClustersRequest : AmazonECSRequest, IJsonShape
{
    public int? MaxResults { get; set; }

    public string NextToken { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Number("maxResults", MaxResults);
        json.Text("nextToken", NextToken);
    }
}
