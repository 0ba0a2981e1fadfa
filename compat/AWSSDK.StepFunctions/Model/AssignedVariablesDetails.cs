using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class AssignedVariablesDetails
{
    public bool? Truncated { get; set; }

    internal static AssignedVariablesDetails Read(JsonElement json) => new()
    {
        Truncated = json.Flag("truncated"),
    };
}
