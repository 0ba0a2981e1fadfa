using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class ActivityScheduledEventDetails
{
    public long? HeartbeatInSeconds { get; set; }

    public string Input { get; set; }

    public HistoryEventExecutionDataDetails InputDetails { get; set; }

    public string Resource { get; set; }

    public long? TimeoutInSeconds { get; set; }

    internal static ActivityScheduledEventDetails Read(JsonElement json) => new()
    {
        HeartbeatInSeconds = json.Long("heartbeatInSeconds"),
        Input = json.Text("input"),
        InputDetails = json.Structure("inputDetails", HistoryEventExecutionDataDetails.Read),
        Resource = json.Text("resource"),
        TimeoutInSeconds = json.Long("timeoutInSeconds"),
    };
}
