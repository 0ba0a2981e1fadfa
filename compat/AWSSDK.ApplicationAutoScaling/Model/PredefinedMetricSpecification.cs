using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ApplicationAutoScaling.Model;

public partial class PredefinedMetricSpecification
{
    public MetricType PredefinedMetricType { get; set; }

    internal static PredefinedMetricSpecification Read(JsonElement json) => new()
    {
        PredefinedMetricType = json.Text("PredefinedMetricType"),
    };
}
