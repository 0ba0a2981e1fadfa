using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class DescribeTaskDefinitionRequest : AmazonECSRequest, IJsonShape
{
    public string TaskDefinition { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("taskDefinition", TaskDefinition);
    }
}
