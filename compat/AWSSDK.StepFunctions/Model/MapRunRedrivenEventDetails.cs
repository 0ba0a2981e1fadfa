using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class MapRunRedrivenEventDetails
{
    public string MapRunArn { get; set; }

    public int? RedriveCount { get; set; }

    internal static MapRunRedrivenEventDetails Read(JsonElement json) => new()
    {
        MapRunArn = json.Text("mapRunArn"),
        RedriveCount = json.Int("redriveCount"),
    };
}
