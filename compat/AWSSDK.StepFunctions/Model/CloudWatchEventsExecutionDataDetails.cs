using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class CloudWatchEventsExecutionDataDetails
{
    internal static CloudWatchEventsExecutionDataDetails Read(JsonElement json) => new()
    {
    };
}
