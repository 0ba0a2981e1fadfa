using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class Tag : IJsonShape
{
    public string Key { get; set; }

    public string Value { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("key", Key);
        json.Text("value", Value);
    }
}
