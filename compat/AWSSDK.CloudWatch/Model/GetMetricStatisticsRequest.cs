using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudWatch.Model;

public partial class GetMetricStatisticsRequest : AmazonCloudWatchRequest, IJsonShape
{
    public List<Dimension> Dimensions { get; set; }

    public DateTime? EndTime { get; set; }

    public List<string> ExtendedStatistics { get; set; }

    public string MetricName { get; set; }

    public string Namespace { get; set; }

    public int? Period { get; set; }

    public DateTime? StartTime { get; set; }

    public List<string> Statistics { get; set; }

    public StandardUnit Unit { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Structures("Dimensions", Dimensions);
        json.Time("EndTime", EndTime);
        json.Texts("ExtendedStatistics", ExtendedStatistics);
        json.Text("MetricName", MetricName);
        json.Text("Namespace", Namespace);
        json.Number("Period", Period);
        json.Time("StartTime", StartTime);
        json.Texts("Statistics", Statistics);
        json.Constant("Unit", Unit);
    }
}
