using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

public partial class ListStateMachinesResponse : AmazonWebServiceResponse
{
    public List<StateMachineListItem> StateMachines { get; set; }

    internal static ListStateMachinesResponse Read(JsonElement json) => new()
    {
        StateMachines = json.List("stateMachines", StateMachineListItem.Read),
    };
}
