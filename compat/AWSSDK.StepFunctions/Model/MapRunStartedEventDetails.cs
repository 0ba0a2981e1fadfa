using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class MapRunStartedEventDetails
{
    public string MapRunArn { get; set; }

    internal static MapRunStartedEventDetails Read(JsonElement json) => new()
    {
        MapRunArn = json.Text("mapRunArn"),
    };
}
