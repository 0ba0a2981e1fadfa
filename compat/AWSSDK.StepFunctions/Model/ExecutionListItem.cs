using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class ExecutionListItem
{
    public string ExecutionArn { get; set; }

    public int? ItemCount { get; set; }

    public string MapRunArn { get; set; }

    public string Name { get; set; }

    public int? RedriveCount { get; set; }

    public DateTime? RedriveDate { get; set; }

    public DateTime? StartDate { get; set; }

    public string StateMachineAliasArn { get; set; }

    public string StateMachineArn { get; set; }

    public string StateMachineVersionArn { get; set; }

    public ExecutionStatus Status { get; set; }

    public DateTime? StopDate { get; set; }

    internal static ExecutionListItem Read(JsonElement json) => new()
    {
        ExecutionArn = json.Text("executionArn"),
        ItemCount = json.Int("itemCount"),
        MapRunArn = json.Text("mapRunArn"),
        Name = json.Text("name"),
        RedriveCount = json.Int("redriveCount"),
        RedriveDate = json.Time("redriveDate"),
        StartDate = json.Time("startDate"),
        StateMachineAliasArn = json.Text("stateMachineAliasArn"),
        StateMachineArn = json.Text("stateMachineArn"),
        StateMachineVersionArn = json.Text("stateMachineVersionArn"),
        Status = json.Text("status"),
        StopDate = json.Time("stopDate"),
    };
}
