using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class LoggingConfiguration : IJsonShape
{
    public List<LogDestination> Destinations { get; set; }

    public LogLevel Level { get; set; }

    internal static LoggingConfiguration Read(JsonElement json) => new()
    {
        Destinations = json.List("destinations", LogDestination.Read),
        Level = json.Text("level"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Structures("destinations", Destinations);
        json.Constant("level", Level);
    }
}
