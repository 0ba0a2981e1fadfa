using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudWatch.Model;

public partial class MetricDataQuery : IJsonShape
{
    public string AccountId { get; set; }

    public string Expression { get; set; }

    public string Id { get; set; }

    public string Label { get; set; }

    public MetricStat MetricStat { get; set; }

    public int? Period { get; set; }

    public bool? ReturnData { get; set; }

    internal static MetricDataQuery Read(JsonElement json) => new()
    {
        AccountId = json.Text("AccountId"),
        Expression = json.Text("Expression"),
        Id = json.Text("Id"),
        Label = json.Text("Label"),
        MetricStat = json.Structure("MetricStat", MetricStat.Read),
        Period = json.Int("Period"),
        ReturnData = json.Flag("ReturnData"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("AccountId", AccountId);
        json.Text("Expression", Expression);
        json.Text("Id", Id);
        json.Text("Label", Label);
        json.Structure("MetricStat", MetricStat);
        json.Number("Period", Period);
        json.Flag("ReturnData", ReturnData);
    }
}
