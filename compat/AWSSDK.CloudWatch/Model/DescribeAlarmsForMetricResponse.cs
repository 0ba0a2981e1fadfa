using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.CloudWatch.Model;

public partial class DescribeAlarmsForMetricResponse : AmazonWebServiceResponse
{
    public List<MetricAlarm> MetricAlarms { get; set; }

    internal static DescribeAlarmsForMetricResponse Read(JsonElement json) => new()
    {
        MetricAlarms = json.List("MetricAlarms", MetricAlarm.Read),
    };
}
