using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class Scale
{
    public double? Value { get; set; }

    internal static Scale Read(JsonElement json) => new()
    {
        Value = json.Double("value"),
    };
}
