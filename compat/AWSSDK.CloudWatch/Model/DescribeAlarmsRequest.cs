using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudWatch.Model;

public partial class DescribeAlarmsRequest : AmazonCloudWatchRequest, IJsonShape
{
    public string ActionPrefix { get; set; }

    public string AlarmNamePrefix { get; set; }

    public List<string> AlarmNames { get; set; }

    public List<string> AlarmTypes { get; set; }

    public string ChildrenOfAlarmName { get; set; }

    public int? MaxRecords { get; set; }

    public string NextToken { get; set; }

    public string ParentsOfAlarmName { get; set; }

    public StateValue StateValue { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("ActionPrefix", ActionPrefix);
        json.Text("AlarmNamePrefix", AlarmNamePrefix);
        json.Texts("AlarmNames", AlarmNames);
        json.Texts("AlarmTypes", AlarmTypes);
        json.Text("ChildrenOfAlarmName", ChildrenOfAlarmName);
        json.Number("MaxRecords", MaxRecords);
        json.Text("NextToken", NextToken);
        json.Text("ParentsOfAlarmName", ParentsOfAlarmName);
        json.Constant("StateValue", StateValue);
    }
}
