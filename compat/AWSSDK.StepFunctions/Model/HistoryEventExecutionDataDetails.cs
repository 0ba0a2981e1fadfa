using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class HistoryEventExecutionDataDetails
{
    public bool? Truncated { get; set; }

    internal static HistoryEventExecutionDataDetails Read(JsonElement json) => new()
    {
        Truncated = json.Flag("truncated"),
    };
}
