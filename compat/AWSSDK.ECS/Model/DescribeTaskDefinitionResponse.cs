using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.ECS.Model;

public partial class DescribeTaskDefinitionResponse : AmazonWebServiceResponse
{
    public TaskDefinition TaskDefinition { get; set; }

    internal static DescribeTaskDefinitionResponse Read(JsonElement json) => new()
    {
        TaskDefinition = json.Structure("taskDefinition", TaskDefinition.Read),
    };
}
