using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class ActivitySucceededEventDetails
{
    public string Output { get; set; }

    public HistoryEventExecutionDataDetails OutputDetails { get; set; }

    internal static ActivitySucceededEventDetails Read(JsonElement json) => new()
    {
        Output = json.Text("output"),
        OutputDetails = json.Structure("outputDetails", HistoryEventExecutionDataDetails.Read),
    };
}
