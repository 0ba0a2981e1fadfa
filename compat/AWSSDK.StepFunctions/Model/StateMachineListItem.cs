using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class StateMachineListItem
{
    public string Name { get; set; }

    public string StateMachineArn { get; set; }

    internal static StateMachineListItem Read(JsonElement json) => new()
    {
        Name = json.Text("name"),
        StateMachineArn = json.Text("stateMachineArn"),
    };
}
