using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

public partial class ListStateMachinesResponse : AmazonWebServiceResponse
{
    public string NextToken { get; set; }

    public List<StateMachineListItem> StateMachines { get; set; }

    internal static ListStateMachinesResponse Read(JsonElement json) => new()
    {
        NextToken = json.Text("nextToken"),
        StateMachines = json.List("stateMachines", StateMachineListItem.Read),
    };
}
