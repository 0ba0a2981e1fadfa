using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.ECS.Model;

public partial class ListTaskDefinitionsResponse : AmazonWebServiceResponse
{
    public string NextToken { get; set; }

    public List<string> TaskDefinitionArns { get; set; }

    internal static ListTaskDefinitionsResponse Read(JsonElement json) => new()
    {
        NextToken = json.Text("nextToken"),
        TaskDefinitionArns = json.List("taskDefinitionArns", JsonReading.Text),
    };
}
