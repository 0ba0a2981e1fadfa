using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class EnvironmentFile
{
    public string Value { get; set; }

    internal static EnvironmentFile Read(JsonElement json) => new()
    {
        Value = json.Text("value"),
    };
}
