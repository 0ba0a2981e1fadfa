using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudWatch.Model;

public partial class DimensionFilter : IJsonShape
{
    public string Name { get; set; }

    public string Value { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("Name", Name);
        json.Text("Value", Value);
    }
}
