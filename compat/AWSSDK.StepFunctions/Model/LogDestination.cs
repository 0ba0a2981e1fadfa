using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class LogDestination : IJsonShape
{
    public CloudWatchLogsLogGroup CloudWatchLogsLogGroup { get; set; }

    internal static LogDestination Read(JsonElement json) => new()
    {
        CloudWatchLogsLogGroup = json.Structure("cloudWatchLogsLogGroup", CloudWatchLogsLogGroup.Read),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Structure("cloudWatchLogsLogGroup", CloudWatchLogsLogGroup);
    }
}
