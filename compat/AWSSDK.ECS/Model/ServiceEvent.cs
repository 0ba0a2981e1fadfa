using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class ServiceEvent
{
    public DateTime? CreatedAt { get; set; }

    public string Id { get; set; }

    public string Message { get; set; }

    internal static ServiceEvent Read(JsonElement json) => new()
    {
        CreatedAt = json.Time("createdAt"),
        Id = json.Text("id"),
        Message = json.Text("message"),
    };
}
