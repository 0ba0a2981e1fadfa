using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class ExecutionRedrivenEventDetails
{
    public int? RedriveCount { get; set; }

    internal static ExecutionRedrivenEventDetails Read(JsonElement json) => new()
    {
        RedriveCount = json.Int("redriveCount"),
    };
}
