using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class ExecutionListItem
{
    public string ExecutionArn { get; set; }

    internal static ExecutionListItem Read(JsonElement json) => new()
    {
        ExecutionArn = json.Text("executionArn"),
    };
}
