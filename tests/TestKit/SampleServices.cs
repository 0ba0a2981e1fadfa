using OpsAgent.Core.Operations.Ecs;

namespace OpsAgent.TestKit;

/// <summary>ECS services to start from; <c>with</c> makes the others.</summary>
public static class SampleServices
{
    /// <summary>Three of three tasks, steady, tagged as the standard policy of <c>production</c> asks.</summary>
    public static EcsService Web { get; } = new(
        "arn:aws:ecs:eu-central-1:123456789012:service/production/web",
        "arn:aws:ecs:eu-central-1:123456789012:cluster/production",
        "web",
        "ACTIVE",
        Desired: 3,
        Running: 3,
        Pending: 0,
        "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:42",
        Instances.Tags(("OpsAgentManaged", "true"), ("Environment", "production"), ("CriticalityLevel", "high")))
    {
        Deployments = [Deployment()],
    };

    /// <summary>As <see cref="Web"/>, steady at another count.</summary>
    public static EcsService WebAt(int count) => Web with { Desired = count, Running = count };

    /// <summary>As it is, with the rollout of its primary deployment and so many older ones.</summary>
    public static EcsService Rolling(this EcsService service, string? rollout, int older = 0) => service with
    {
        Deployments = [Deployment() with { Rollout = rollout }, .. Enumerable.Repeat(Deployment() with { Status = "ACTIVE", TaskDefinition = service.TaskDefinition[..^2] + "41" }, older)],
    };

    /// <summary>As it is, deployed at that moment.</summary>
    public static EcsService Deployed(this EcsService service, DateTimeOffset at) => service with
    {
        Deployments = [.. service.Deployments.Select(d => d with { CreatedAt = at })],
        TaskSets = [.. service.TaskSets.Select(t => t with { CreatedAt = at })],
    };

    /// <summary>As it is, under a controller that keeps task sets.</summary>
    public static EcsService WithTaskSets(this EcsService service, string controller, params EcsTaskSet[] sets) =>
        service with { Controller = controller, TaskDefinition = string.Empty, Deployments = [], TaskSets = [.. sets] };

    public static EcsTaskSet TaskSet(int running, string status = "PRIMARY", string stability = "STEADY_STATE", int pending = 0, double scale = 100) => new(
        "ecs-svc/0123456789", status, "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:42", running + pending, running, pending, stability, scale, Moments.Start, Moments.Start);

    private static EcsDeployment Deployment() => new(
        "ecs-svc/0123456789", "PRIMARY", "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:42", 3, 3, 0, 0, "COMPLETED", "ECS deployment ecs-svc/0123456789 completed.", Moments.Start, Moments.Start);

    public static EcsService WithTag(this EcsService service, string key, string value) => service with { Tags = service.Tags.SetItem(key, value) };
}
