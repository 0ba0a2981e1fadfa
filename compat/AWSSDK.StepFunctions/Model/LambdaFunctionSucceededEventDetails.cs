using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class LambdaFunctionSucceededEventDetails
{
    public string Output { get; set; }

    public HistoryEventExecutionDataDetails OutputDetails { get; set; }

    internal static LambdaFunctionSucceededEventDetails Read(JsonElement json) => new()
    {
        Output = json.Text("output"),
        OutputDetails = json.Structure("outputDetails", HistoryEventExecutionDataDetails.Read),
    };
}
