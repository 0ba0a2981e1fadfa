using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class StateExitedEventDetails
{
    public Dictionary<string, string> AssignedVariables { get; set; }

    internal static StateExitedEventDetails Read(JsonElement json) => new()
    {
        AssignedVariables = json.Map("assignedVariables", JsonReading.Text),
    };
}
