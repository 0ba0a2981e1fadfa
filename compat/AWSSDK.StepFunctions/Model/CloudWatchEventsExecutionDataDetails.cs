using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class CloudWatchEventsExecutionDataDetails
{
    public bool? Included { get; set; }

    internal static CloudWatchEventsExecutionDataDetails Read(JsonElement json) => new()
    {
        Included = json.Flag("included"),
    };
}
