using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudWatch.Model;

public partial class Dimension : IJsonShape
{
    public string Name { get; set; }

    public string Value { get; set; }

    internal static Dimension Read(JsonElement json) => new()
    {
        Name = json.Text("Name"),
        Value = json.Text("Value"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("Name", Name);
        json.Text("Value", Value);
    }
}
