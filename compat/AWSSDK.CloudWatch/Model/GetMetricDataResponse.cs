using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.CloudWatch.Model;

public partial class GetMetricDataResponse : AmazonWebServiceResponse
{
    public List<MessageData> Messages { get; set; }

    public List<MetricDataResult> MetricDataResults { get; set; }

    public string NextToken { get; set; }

    internal static GetMetricDataResponse Read(JsonElement json) => new()
    {
        Messages = json.List("Messages", MessageData.Read),
        MetricDataResults = json.List("MetricDataResults", MetricDataResult.Read),
        NextToken = json.Text("NextToken"),
    };
}
