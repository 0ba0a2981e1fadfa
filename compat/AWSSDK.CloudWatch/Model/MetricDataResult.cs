using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudWatch.Model;

public partial class MetricDataResult
{
    public string Id { get; set; }

    public string Label { get; set; }

    public List<MessageData> Messages { get; set; }

    public StatusCode StatusCode { get; set; }

    public List<DateTime> Timestamps { get; set; }

    public List<double> Values { get; set; }

    internal static MetricDataResult Read(JsonElement json) => new()
    {
        Id = json.Text("Id"),
        Label = json.Text("Label"),
        Messages = json.List("Messages", MessageData.Read),
        StatusCode = json.Text("StatusCode"),
        Timestamps = json.List("Timestamps", JsonReading.Time),
        Values = json.List("Values", JsonReading.Double),
    };
}
