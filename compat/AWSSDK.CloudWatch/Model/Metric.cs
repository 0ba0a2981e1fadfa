using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudWatch.Model;

public partial class Metric : IJsonShape
{
    public List<Dimension> Dimensions { get; set; }

    public string MetricName { get; set; }

    public string Namespace { get; set; }

    internal static Metric Read(JsonElement json) => new()
    {
        Dimensions = json.List("Dimensions", Dimension.Read),
        MetricName = json.Text("MetricName"),
        Namespace = json.Text("Namespace"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Structures("Dimensions", Dimensions);
        json.Text("MetricName", MetricName);
        json.Text("Namespace", Namespace);
    }
}
