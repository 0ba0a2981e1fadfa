using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudWatch.Model;

public partial class GetMetricDataRequest : AmazonCloudWatchRequest, IJsonShape
{
    public DateTime? EndTime { get; set; }

    public LabelOptions LabelOptions { get; set; }

    public int? MaxDatapoints { get; set; }

    public List<MetricDataQuery> MetricDataQueries { get; set; }

    public string NextToken { get; set; }

    public ScanBy ScanBy { get; set; }

    public DateTime? StartTime { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Time("EndTime", EndTime);
        json.Structure("LabelOptions", LabelOptions);
        json.Number("MaxDatapoints", MaxDatapoints);
        json.Structures("MetricDataQueries", MetricDataQueries);
        json.Text("NextToken", NextToken);
        json.Constant("ScanBy", ScanBy);
        json.Time("StartTime", StartTime);
    }
}
