using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

public partial class DescribeExecutionResponse : AmazonWebServiceResponse
{
    public string Input { get; set; }

    public CloudWatchEventsExecutionDataDetails InputDetails { get; set; }

    public string Name { get; set; }

    public int? RedriveCount { get; set; }

    public DateTime? StartDate { get; set; }

    public ExecutionStatus Status { get; set; }

    internal static DescribeExecutionResponse Read(JsonElement json) => new()
    {
        Input = json.Text("input"),
        InputDetails = json.Structure("inputDetails", CloudWatchEventsExecutionDataDetails.Read),
        Name = json.Text("name"),
        RedriveCount = json.Int("redriveCount"),
        StartDate = json.Time("startDate"),
        Status = json.Text("status"),
    };
}
