using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.ECS.Model;

public partial class DescribeServiceRevisionsResponse : AmazonWebServiceResponse
{
    public List<ServiceRevision> ServiceRevisions { get; set; }

    internal static DescribeServiceRevisionsResponse Read(JsonElement json) => new()
    {
        ServiceRevisions = json.List("serviceRevisions", ServiceRevision.Read),
    };
}
