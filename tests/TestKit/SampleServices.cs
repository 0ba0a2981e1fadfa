using OpsAgent.Core.Operations.Ecs;

namespace OpsAgent.TestKit;

/// <summary>ECS services to start from; <c>with</c> makes the others.</summary>
public static class SampleServices
{
    /// <summary>Three of three tasks, steady, tagged as the standard policy of <c>production</c> asks.</summary>
    public static EcsService Web { get; } = new(
        "arn:aws:ecs:eu-central-1:123456789012:service/production/web",
        "production",
        "web",
        "ACTIVE",
        Desired: 3,
        Running: 3,
        Pending: 0,
        "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:42",
        Deployments: 1,
        "COMPLETED",
        Instances.Tags(("OpsAgentManaged", "true"), ("Environment", "production"), ("CriticalityLevel", "high")));

    /// <summary>As <see cref="Web"/>, steady at another count.</summary>
    public static EcsService WebAt(int count) => Web with { Desired = count, Running = count };

    public static EcsService WithTag(this EcsService service, string key, string value) => service with { Tags = service.Tags.SetItem(key, value) };
}
