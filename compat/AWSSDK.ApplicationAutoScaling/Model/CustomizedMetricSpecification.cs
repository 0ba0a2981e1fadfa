using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ApplicationAutoScaling.Model;

public partial class CustomizedMetricSpecification
{
    public string MetricName { get; set; }

    public string Namespace { get; set; }

    internal static CustomizedMetricSpecification Read(JsonElement json) => new()
    {
        MetricName = json.Text("MetricName"),
        Namespace = json.Text("Namespace"),
    };
}
