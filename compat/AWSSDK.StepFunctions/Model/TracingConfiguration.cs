using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class TracingConfiguration : IJsonShape
{
    public bool? Enabled { get; set; }

    internal static TracingConfiguration Read(JsonElement json) => new()
    {
        Enabled = json.Flag("enabled"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Flag("enabled", Enabled);
    }
}
