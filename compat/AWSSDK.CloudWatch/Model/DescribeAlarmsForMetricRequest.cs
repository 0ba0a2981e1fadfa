using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudWatch.Model;

public partial class DescribeAlarmsForMetricRequest : AmazonCloudWatchRequest, IJsonShape
{
    public List<Dimension> Dimensions { get; set; }

    public string ExtendedStatistic { get; set; }

    public string MetricName { get; set; }

    public string Namespace { get; set; }

    public int? Period { get; set; }

    public Statistic Statistic { get; set; }

    public StandardUnit Unit { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Structures("Dimensions", Dimensions);
        json.Text("ExtendedStatistic", ExtendedStatistic);
        json.Text("MetricName", MetricName);
        json.Text("Namespace", Namespace);
        json.Number("Period", Period);
        json.Constant("Statistic", Statistic);
        json.Constant("Unit", Unit);
    }
}
