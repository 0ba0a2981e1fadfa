using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class Deployment
{
    public List<CapacityProviderStrategyItem> CapacityProviderStrategy { get; set; }

    public DateTime? CreatedAt { get; set; }

    public int? DesiredCount { get; set; }

    public int? FailedTasks { get; set; }

    public string Id { get; set; }

    public LaunchType LaunchType { get; set; }

    public NetworkConfiguration NetworkConfiguration { get; set; }

    public int? PendingCount { get; set; }

    public string PlatformFamily { get; set; }

    public string PlatformVersion { get; set; }

    public DeploymentRolloutState RolloutState { get; set; }

    public string RolloutStateReason { get; set; }

    public int? RunningCount { get; set; }

    public string Status { get; set; }

    public string TaskDefinition { get; set; }

    public DateTime? UpdatedAt { get; set; }

    internal static Deployment Read(JsonElement json) => new()
    {
        CapacityProviderStrategy = json.List("capacityProviderStrategy", CapacityProviderStrategyItem.Read),
        CreatedAt = json.Time("createdAt"),
        DesiredCount = json.Int("desiredCount"),
        FailedTasks = json.Int("failedTasks"),
        Id = json.Text("id"),
        LaunchType = json.Text("launchType"),
        NetworkConfiguration = json.Structure("networkConfiguration", NetworkConfiguration.Read),
        PendingCount = json.Int("pendingCount"),
        PlatformFamily = json.Text("platformFamily"),
        PlatformVersion = json.Text("platformVersion"),
        RolloutState = json.Text("rolloutState"),
        RolloutStateReason = json.Text("rolloutStateReason"),
        RunningCount = json.Int("runningCount"),
        Status = json.Text("status"),
        TaskDefinition = json.Text("taskDefinition"),
        UpdatedAt = json.Time("updatedAt"),
    };
}
