using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class StateMachineListItem
{
    public DateTime? CreationDate { get; set; }

    public string Name { get; set; }

    public string StateMachineArn { get; set; }

    public StateMachineType Type { get; set; }

    internal static StateMachineListItem Read(JsonElement json) => new()
    {
        CreationDate = json.Time("creationDate"),
        Name = json.Text("name"),
        StateMachineArn = json.Text("stateMachineArn"),
        Type = json.Text("type"),
    };
}
