using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class LoggingConfiguration : IJsonShape
{
    public List<LogDestination> Destinations { get; set; }

    public bool? IncludeExecutionData { get; set; }

    public LogLevel Level { get; set; }

    internal static LoggingConfiguration Read(JsonElement json) => new()
    {
        Destinations = json.List("destinations", LogDestination.Read),
        IncludeExecutionData = json.Flag("includeExecutionData"),
        Level = json.Text("level"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Structures("destinations", Destinations);
        json.Flag("includeExecutionData", IncludeExecutionData);
        json.Constant("level", Level);
    }
}
