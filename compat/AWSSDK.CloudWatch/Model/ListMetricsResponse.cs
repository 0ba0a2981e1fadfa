using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.CloudWatch.Model;

public partial class ListMetricsResponse : AmazonWebServiceResponse
{
    public List<Metric> Metrics { get; set; }

    public string NextToken { get; set; }

    public List<string> OwningAccounts { get; set; }

    internal static ListMetricsResponse Read(JsonElement json) => new()
    {
        Metrics = json.List("Metrics", Metric.Read),
        NextToken = json.Text("NextToken"),
        OwningAccounts = json.List("OwningAccounts", JsonReading.Text),
    };
}
