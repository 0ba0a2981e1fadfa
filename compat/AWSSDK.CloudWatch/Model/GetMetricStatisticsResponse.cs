using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.CloudWatch.Model;

public partial class GetMetricStatisticsResponse : AmazonWebServiceResponse
{
    public List<Datapoint> Datapoints { get; set; }

    public string Label { get; set; }

    internal static GetMetricStatisticsResponse Read(JsonElement json) => new()
    {
        Datapoints = json.List("Datapoints", Datapoint.Read),
        Label = json.Text("Label"),
    };
}
