using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class TaskSubmitFailedEventDetails
{
    public string Cause { get; set; }

    public string Error { get; set; }

    public string Resource { get; set; }

    public string ResourceType { get; set; }

    internal static TaskSubmitFailedEventDetails Read(JsonElement json) => new()
    {
        Cause = json.Text("cause"),
        Error = json.Text("error"),
        Resource = json.Text("resource"),
        ResourceType = json.Text("resourceType"),
    };
}
