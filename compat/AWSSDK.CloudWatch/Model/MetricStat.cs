using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudWatch.Model;

public partial class MetricStat : IJsonShape
{
    public Metric Metric { get; set; }

    public int? Period { get; set; }

    public string Stat { get; set; }

    public StandardUnit Unit { get; set; }

    internal static MetricStat Read(JsonElement json) => new()
    {
        Metric = json.Structure("Metric", Metric.Read),
        Period = json.Int("Period"),
        Stat = json.Text("Stat"),
        Unit = json.Text("Unit"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Structure("Metric", Metric);
        json.Number("Period", Period);
        json.Text("Stat", Stat);
        json.Constant("Unit", Unit);
    }
}
