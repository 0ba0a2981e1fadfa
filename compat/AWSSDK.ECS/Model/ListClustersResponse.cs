using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.ECS.Model;

public partial class ListClustersResponse : AmazonWebServiceResponse
{
    public List<string> ClusterArns { get; set; }

    public string NextToken { get; set; }

    internal static ListClustersResponse Read(JsonElement json) => new()
    {
        ClusterArns = json.List("clusterArns", JsonReading.Text),
        NextToken = json.Text("nextToken"),
    };
}
