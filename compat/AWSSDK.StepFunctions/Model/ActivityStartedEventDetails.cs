using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class ActivityStartedEventDetails
{
    public string WorkerName { get; set; }

    internal static ActivityStartedEventDetails Read(JsonElement json) => new()
    {
        WorkerName = json.Text("workerName"),
    };
}
