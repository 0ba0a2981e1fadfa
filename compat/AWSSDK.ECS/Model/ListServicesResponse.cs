using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.ECS.Model;

public partial class ListServicesResponse : AmazonWebServiceResponse
{
    public List<string> ServiceArns { get; set; }

    public string NextToken { get; set; }

    internal static ListServicesResponse Read(JsonElement json) => new()
    {
        ServiceArns = json.List("serviceArns", JsonReading.Text),
        NextToken = json.Text("nextToken"),
    };
}
