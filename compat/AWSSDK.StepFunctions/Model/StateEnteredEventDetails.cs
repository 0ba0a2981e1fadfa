using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class StateEnteredEventDetails
{
    public string Input { get; set; }

    public HistoryEventExecutionDataDetails InputDetails { get; set; }

    public string Name { get; set; }

    internal static StateEnteredEventDetails Read(JsonElement json) => new()
    {
        Input = json.Text("input"),
        InputDetails = json.Structure("inputDetails", HistoryEventExecutionDataDetails.Read),
        Name = json.Text("name"),
    };
}
