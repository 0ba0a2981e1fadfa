using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.CloudWatch.Model;

public partial class DescribeAlarmsResponse : AmazonWebServiceResponse
{
    public List<CompositeAlarm> CompositeAlarms { get; set; }

    public List<MetricAlarm> MetricAlarms { get; set; }

    public string NextToken { get; set; }

    internal static DescribeAlarmsResponse Read(JsonElement json) => new()
    {
        CompositeAlarms = json.List("CompositeAlarms", CompositeAlarm.Read),
        MetricAlarms = json.List("MetricAlarms", MetricAlarm.Read),
        NextToken = json.Text("NextToken"),
    };
}
