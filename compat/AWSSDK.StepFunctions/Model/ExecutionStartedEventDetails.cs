using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class ExecutionStartedEventDetails
{
    public string Input { get; set; }

    public HistoryEventExecutionDataDetails InputDetails { get; set; }

    public string RoleArn { get; set; }

    public string StateMachineAliasArn { get; set; }

    public string StateMachineVersionArn { get; set; }

    internal static ExecutionStartedEventDetails Read(JsonElement json) => new()
    {
        Input = json.Text("input"),
        InputDetails = json.Structure("inputDetails", HistoryEventExecutionDataDetails.Read),
        RoleArn = json.Text("roleArn"),
        StateMachineAliasArn = json.Text("stateMachineAliasArn"),
        StateMachineVersionArn = json.Text("stateMachineVersionArn"),
    };
}
