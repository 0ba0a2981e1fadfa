using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

public partial class StartExecutionResponse : AmazonWebServiceResponse
{
    public string ExecutionArn { get; set; }

    public DateTime? StartDate { get; set; }

    internal static StartExecutionResponse Read(JsonElement json) => new()
    {
        ExecutionArn = json.Text("executionArn"),
        StartDate = json.Time("startDate"),
    };
}
