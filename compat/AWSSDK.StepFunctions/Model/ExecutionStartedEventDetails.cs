using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class ExecutionStartedEventDetails
{
    public HistoryEventExecutionDataDetails InputDetails { get; set; }

    internal static ExecutionStartedEventDetails Read(JsonElement json) => new()
    {
        InputDetails = json.Structure("inputDetails", HistoryEventExecutionDataDetails.Read),
    };
}
