using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudWatch.Model;

public partial class Datapoint
{
    public double? Average { get; set; }

    public Dictionary<string, double> ExtendedStatistics { get; set; }

    public double? Maximum { get; set; }

    public double? Minimum { get; set; }

    public double? SampleCount { get; set; }

    public double? Sum { get; set; }

    public DateTime? Timestamp { get; set; }

    public StandardUnit Unit { get; set; }

    internal static Datapoint Read(JsonElement json) => new()
    {
        Average = json.Double("Average"),
        ExtendedStatistics = json.Map("ExtendedStatistics", JsonReading.Double),
        Maximum = json.Double("Maximum"),
        Minimum = json.Double("Minimum"),
        SampleCount = json.Double("SampleCount"),
        Sum = json.Double("Sum"),
        Timestamp = json.Time("Timestamp"),
        Unit = json.Text("Unit"),
    };
}
