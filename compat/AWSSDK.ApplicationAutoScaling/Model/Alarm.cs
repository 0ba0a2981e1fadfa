using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ApplicationAutoScaling.Model;

public partial class Alarm
{
    public string AlarmName { get; set; }

    internal static Alarm Read(JsonElement json) => new()
    {
        AlarmName = json.Text("AlarmName"),
    };
}
