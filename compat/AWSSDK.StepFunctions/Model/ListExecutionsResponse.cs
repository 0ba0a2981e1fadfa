using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

public partial class ListExecutionsResponse : AmazonWebServiceResponse
{
    public List<ExecutionListItem> Executions { get; set; }

    public string NextToken { get; set; }

    internal static ListExecutionsResponse Read(JsonElement json) => new()
    {
        Executions = json.List("executions", ExecutionListItem.Read),
        NextToken = json.Text("nextToken"),
    };
}
