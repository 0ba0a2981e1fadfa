using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.ECS.Model;

public partial class ListServiceDeploymentsResponse : AmazonWebServiceResponse
{
    public string NextToken { get; set; }

    public List<ServiceDeploymentBrief> ServiceDeployments { get; set; }

    internal static ListServiceDeploymentsResponse Read(JsonElement json) => new()
    {
        NextToken = json.Text("nextToken"),
        ServiceDeployments = json.List("serviceDeployments", ServiceDeploymentBrief.Read),
    };
}
