using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class StateEnteredEventDetails
{
    public string Name { get; set; }

    internal static StateEnteredEventDetails Read(JsonElement json) => new()
    {
        Name = json.Text("name"),
    };
}
