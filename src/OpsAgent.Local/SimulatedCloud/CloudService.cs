using System.Text.Json.Serialization;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary>One ECS service of the simulated cloud.</summary>
internal sealed record CloudService
{
    public required string Cluster { get; init; }

    public required string Service { get; init; }

    public int DesiredCount { get; set; } = 1;

    /// <summary>Family and revision, such as <c>web:42</c>.</summary>
    public string TaskDefinition { get; set; } = "app:1";

    /// <summary>AWS's word: ECS, CODE_DEPLOY or EXTERNAL.</summary>
    public string Controller { get; set; } = "ECS";

    /// <summary>AWS's word: REPLICA or DAEMON.</summary>
    public string SchedulingStrategy { get; set; } = "REPLICA";

    /// <summary>AWS's word: ACTIVE, DRAINING or INACTIVE.</summary>
    public string Status { get; set; } = "ACTIVE";

    /// <summary>Whether its ARN is of the format before 2021, without the cluster; such a service has no tags.</summary>
    public bool ShortArn { get; set; }

    /// <summary>The task definition that a deployment in progress replaces, such as <c>web:41</c>; null where none is in progress.</summary>
    public string? Replaces { get; set; }

    /// <summary>What Application Auto Scaling does to it; null where it does nothing.</summary>
    public CloudScaling? Scaling { get; set; }

    /// <summary>Completed deployments; the newest is of <see cref="TaskDefinition"/>. None where AWS keeps none.</summary>
    public IReadOnlyList<CloudDeployment> Deployments { get; set; } = [];

    /// <summary>Whether ECS gives up a deployment whose tasks fail: <c>off</c>, <c>on</c>, or <c>rollback</c> to the last good one.</summary>
    public string CircuitBreaker { get; set; } = "off";

    /// <summary>Seconds that a task takes to start or stop.</summary>
    public double TaskSeconds { get; set; } = 8;

    /// <summary>The most tasks that can run, as where the cluster lacks capacity; null for no limit.</summary>
    [JsonPropertyName("most_tasks")]
    public int? MaxTasks { get; set; }

    /// <summary>The names of the target groups that its tasks are registered in.</summary>
    public IReadOnlyList<string> TargetGroups { get; set; } = [];

    public IReadOnlyDictionary<string, string> Tags { get; set; } = new Dictionary<string, string>();

    /// <returns>The first broken rule, or null.</returns>
    internal string? Validate() =>
        !CloudNames.IsName(Cluster) ? $"cluster \"{Cluster}\" must be {CloudNames.Rule}"
        : !CloudNames.IsName(Service) ? $"service \"{Service}\" must be {CloudNames.Rule}"
        : DesiredCount is < 0 or > 100 ? $"{Cluster}/{Service}: desired_count must be 0 to 100"
        : TaskSeconds is < 0 or > 600 ? $"{Cluster}/{Service}: task_seconds must be 0 to 600"
        : Controller is not ("ECS" or "CODE_DEPLOY" or "EXTERNAL") ? $"{Cluster}/{Service}: controller must be ECS, CODE_DEPLOY or EXTERNAL"
        : SchedulingStrategy is not ("REPLICA" or "DAEMON") ? $"{Cluster}/{Service}: scheduling_strategy must be REPLICA or DAEMON"
        : Status is not ("ACTIVE" or "DRAINING" or "INACTIVE") ? $"{Cluster}/{Service}: status must be ACTIVE, DRAINING or INACTIVE"
        : ShortArn && Tags.Count > 0 ? $"{Cluster}/{Service}: a service with a short ARN has no tags"
        : Scaling is { } scaling && (scaling.Minimum < 0 || scaling.Maximum < scaling.Minimum) ? $"{Cluster}/{Service}: scaling must have 0 <= minimum <= maximum"
        : CloudTaskDefinition.Problem(TaskDefinition) is { } problem ? $"{Cluster}/{Service}: task_definition {problem}"
        : CircuitBreaker is not ("off" or "on" or "rollback") ? $"{Cluster}/{Service}: circuit_breaker must be off, on or rollback"
        : Deployments.Any(d => d.MinutesAgo is < 0 or > CloudNames.MaxMinutesAgo) ? $"{Cluster}/{Service}: minutes_ago of a deployment must be 0 to {CloudNames.MaxMinutesAgo}"
        : Deployments.MinBy(d => d.MinutesAgo) is { } newest && newest.TaskDefinition != TaskDefinition ? $"{Cluster}/{Service}: the newest of deployments must be of task_definition {TaskDefinition}"
        : Deployments.Select(d => CloudTaskDefinition.Problem(d.TaskDefinition)).FirstOrDefault(p => p is not null) is { } wrong ? $"{Cluster}/{Service}: task_definition of a deployment {wrong}"
        : MaxTasks < 0 ? $"{Cluster}/{Service}: most_tasks must not be negative"
        : null;
}
