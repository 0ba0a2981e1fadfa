using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class TaskSubmittedEventDetails
{
    public string Output { get; set; }

    public HistoryEventExecutionDataDetails OutputDetails { get; set; }

    public string Resource { get; set; }

    public string ResourceType { get; set; }

    internal static TaskSubmittedEventDetails Read(JsonElement json) => new()
    {
        Output = json.Text("output"),
        OutputDetails = json.Structure("outputDetails", HistoryEventExecutionDataDetails.Read),
        Resource = json.Text("resource"),
        ResourceType = json.Text("resourceType"),
    };
}
