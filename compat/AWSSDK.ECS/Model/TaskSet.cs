using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class TaskSet
{
    public int? ComputedDesiredCount { get; set; }

    public DateTime? CreatedAt { get; set; }

    public string Id { get; set; }

    public List<LoadBalancer> LoadBalancers { get; set; }

    public int? PendingCount { get; set; }

    public int? RunningCount { get; set; }

    public Scale Scale { get; set; }

    public StabilityStatus StabilityStatus { get; set; }

    public string Status { get; set; }

    public string TaskDefinition { get; set; }

    public DateTime? UpdatedAt { get; set; }

    internal static TaskSet Read(JsonElement json) => new()
    {
        ComputedDesiredCount = json.Int("computedDesiredCount"),
        CreatedAt = json.Time("createdAt"),
        Id = json.Text("id"),
        LoadBalancers = json.List("loadBalancers", LoadBalancer.Read),
        PendingCount = json.Int("pendingCount"),
        RunningCount = json.Int("runningCount"),
        Scale = json.Structure("scale", Scale.Read),
        StabilityStatus = json.Text("stabilityStatus"),
        Status = json.Text("status"),
        TaskDefinition = json.Text("taskDefinition"),
        UpdatedAt = json.Time("updatedAt"),
    };
}
