using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class StateExitedEventDetails
{
    public Dictionary<string, string> AssignedVariables { get; set; }

    public AssignedVariablesDetails AssignedVariablesDetails { get; set; }

    public string Name { get; set; }

    public string Output { get; set; }

    public HistoryEventExecutionDataDetails OutputDetails { get; set; }

    internal static StateExitedEventDetails Read(JsonElement json) => new()
    {
        AssignedVariables = json.Map("assignedVariables", JsonReading.Text),
        AssignedVariablesDetails = json.Structure("assignedVariablesDetails", AssignedVariablesDetails.Read),
        Name = json.Text("name"),
        Output = json.Text("output"),
        OutputDetails = json.Structure("outputDetails", HistoryEventExecutionDataDetails.Read),
    };
}
