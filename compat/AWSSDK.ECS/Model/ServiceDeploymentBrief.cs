using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class ServiceDeploymentBrief
{
    public DateTime? CreatedAt { get; set; }

    public DateTime? FinishedAt { get; set; }

    public string TargetServiceRevisionArn { get; set; }

    internal static ServiceDeploymentBrief Read(JsonElement json) => new()
    {
        CreatedAt = json.Time("createdAt"),
        FinishedAt = json.Time("finishedAt"),
        TargetServiceRevisionArn = json.Text("targetServiceRevisionArn"),
    };
}
