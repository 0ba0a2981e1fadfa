using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudWatch.Model;

public partial class ListMetricsRequest : AmazonCloudWatchRequest, IJsonShape
{
    public List<DimensionFilter> Dimensions { get; set; }

    public bool? IncludeLinkedAccounts { get; set; }

    public string MetricName { get; set; }

    public string Namespace { get; set; }

    public string NextToken { get; set; }

    public string OwningAccount { get; set; }

    public RecentlyActive RecentlyActive { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Structures("Dimensions", Dimensions);
        json.Flag("IncludeLinkedAccounts", IncludeLinkedAccounts);
        json.Text("MetricName", MetricName);
        json.Text("Namespace", Namespace);
        json.Text("NextToken", NextToken);
        json.Text("OwningAccount", OwningAccount);
        json.Constant("RecentlyActive", RecentlyActive);
    }
}
