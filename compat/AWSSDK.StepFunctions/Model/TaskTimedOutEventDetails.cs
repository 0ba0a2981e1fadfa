using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class TaskTimedOutEventDetails
{
    public string Error { get; set; }

    internal static TaskTimedOutEventDetails Read(JsonElement json) => new()
    {
        Error = json.Text("error"),
    };
}
