using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudWatch.Model;

public partial class LabelOptions : IJsonShape
{
    public string Timezone { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("Timezone", Timezone);
    }
}
