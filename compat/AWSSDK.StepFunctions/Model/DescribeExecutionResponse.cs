using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

public partial class DescribeExecutionResponse : AmazonWebServiceResponse
{
    public string Cause { get; set; }

    public string Error { get; set; }

    public string ExecutionArn { get; set; }

    public string Input { get; set; }

    public CloudWatchEventsExecutionDataDetails InputDetails { get; set; }

    public string MapRunArn { get; set; }

    public string Name { get; set; }

    public string Output { get; set; }

    public CloudWatchEventsExecutionDataDetails OutputDetails { get; set; }

    public int? RedriveCount { get; set; }

    public DateTime? RedriveDate { get; set; }

    public ExecutionRedriveStatus RedriveStatus { get; set; }

    public string RedriveStatusReason { get; set; }

    public DateTime? StartDate { get; set; }

    public string StateMachineAliasArn { get; set; }

    public string StateMachineArn { get; set; }

    public string StateMachineVersionArn { get; set; }

    public ExecutionStatus Status { get; set; }

    public DateTime? StopDate { get; set; }

    public string TraceHeader { get; set; }

    internal static DescribeExecutionResponse Read(JsonElement json) => new()
    {
        Cause = json.Text("cause"),
        Error = json.Text("error"),
        ExecutionArn = json.Text("executionArn"),
        Input = json.Text("input"),
        InputDetails = json.Structure("inputDetails", CloudWatchEventsExecutionDataDetails.Read),
        MapRunArn = json.Text("mapRunArn"),
        Name = json.Text("name"),
        Output = json.Text("output"),
        OutputDetails = json.Structure("outputDetails", CloudWatchEventsExecutionDataDetails.Read),
        RedriveCount = json.Int("redriveCount"),
        RedriveDate = json.Time("redriveDate"),
        RedriveStatus = json.Text("redriveStatus"),
        RedriveStatusReason = json.Text("redriveStatusReason"),
        StartDate = json.Time("startDate"),
        StateMachineAliasArn = json.Text("stateMachineAliasArn"),
        StateMachineArn = json.Text("stateMachineArn"),
        StateMachineVersionArn = json.Text("stateMachineVersionArn"),
        Status = json.Text("status"),
        StopDate = json.Time("stopDate"),
        TraceHeader = json.Text("traceHeader"),
    };
}
