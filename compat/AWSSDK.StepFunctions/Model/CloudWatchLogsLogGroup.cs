using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class CloudWatchLogsLogGroup : IJsonShape
{
    public string LogGroupArn { get; set; }

    internal static CloudWatchLogsLogGroup Read(JsonElement json) => new()
    {
        LogGroupArn = json.Text("logGroupArn"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("logGroupArn", LogGroupArn);
    }
}
