using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class TaskScheduledEventDetails
{
    public long? HeartbeatInSeconds { get; set; }

    public string Parameters { get; set; }

    public TaskCredentials TaskCredentials { get; set; }

    public long? TimeoutInSeconds { get; set; }

    internal static TaskScheduledEventDetails Read(JsonElement json) => new()
    {
        HeartbeatInSeconds = json.Long("heartbeatInSeconds"),
        Parameters = json.Text("parameters"),
        TaskCredentials = json.Structure("taskCredentials", TaskCredentials.Read),
        TimeoutInSeconds = json.Long("timeoutInSeconds"),
    };
}
