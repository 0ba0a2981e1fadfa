using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudTrail.Model;

public partial class Resource
{
    public string ResourceName { get; set; }

    public string ResourceType { get; set; }

    internal static Resource Read(JsonElement json) => new()
    {
        ResourceName = json.Text("ResourceName"),
        ResourceType = json.Text("ResourceType"),
    };
}
