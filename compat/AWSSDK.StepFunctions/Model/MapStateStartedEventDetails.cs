using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class MapStateStartedEventDetails
{
    public int? Length { get; set; }

    internal static MapStateStartedEventDetails Read(JsonElement json) => new()
    {
        Length = json.Int("length"),
    };
}
