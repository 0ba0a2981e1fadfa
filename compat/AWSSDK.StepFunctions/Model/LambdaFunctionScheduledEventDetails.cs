using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class LambdaFunctionScheduledEventDetails
{
    public string Input { get; set; }

    public HistoryEventExecutionDataDetails InputDetails { get; set; }

    public string Resource { get; set; }

    public TaskCredentials TaskCredentials { get; set; }

    public long? TimeoutInSeconds { get; set; }

    internal static LambdaFunctionScheduledEventDetails Read(JsonElement json) => new()
    {
        Input = json.Text("input"),
        InputDetails = json.Structure("inputDetails", HistoryEventExecutionDataDetails.Read),
        Resource = json.Text("resource"),
        TaskCredentials = json.Structure("taskCredentials", TaskCredentials.Read),
        TimeoutInSeconds = json.Long("timeoutInSeconds"),
    };
}
