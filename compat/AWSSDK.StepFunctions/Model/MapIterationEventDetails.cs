using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class MapIterationEventDetails
{
    public int? Index { get; set; }

    public string Name { get; set; }

    internal static MapIterationEventDetails Read(JsonElement json) => new()
    {
        Index = json.Int("index"),
        Name = json.Text("name"),
    };
}
