using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class ExecutionFailedEventDetails
{
    public string Cause { get; set; }

    public string Error { get; set; }

    internal static ExecutionFailedEventDetails Read(JsonElement json) => new()
    {
        Cause = json.Text("cause"),
        Error = json.Text("error"),
    };
}
