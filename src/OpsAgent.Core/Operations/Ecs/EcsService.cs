using System.Collections.Immutable;

namespace OpsAgent.Core.Operations.Ecs;

/// <summary>An ECS service as DescribeServices shows it. Words in capitals are AWS's own.</summary>
/// <param name="Arn">Such as <c>arn:aws:ecs:us-east-1:123456789012:service/production/web</c>; an old one lacks the cluster.</param>
/// <param name="ClusterArn">Such as <c>arn:aws:ecs:us-east-1:123456789012:cluster/production</c>.</param>
/// <param name="Name">The service's name.</param>
/// <param name="Status">ACTIVE, DRAINING, INACTIVE.</param>
/// <param name="Desired">Tasks that should run.</param>
/// <param name="Running">Tasks that run, of all deployments or task sets.</param>
/// <param name="Pending">Tasks that start, of all deployments or task sets.</param>
/// <param name="TaskDefinition">The task definition's ARN; empty where each task set has its own.</param>
/// <param name="Tags">Names and values, case-sensitive.</param>
public sealed record EcsService(
    string Arn,
    string ClusterArn,
    string Name,
    string Status,
    int Desired,
    int Running,
    int Pending,
    string TaskDefinition,
    ImmutableSortedDictionary<string, string> Tags)
{
    /// <summary>What AWS answers to an UpdateService with a desired count.</summary>
    public const string DaemonSentence = "The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again";

    /// <summary>What replaces tasks: ECS, CODE_DEPLOY, EXTERNAL.</summary>
    public string Controller { get; init; } = "ECS";

    /// <summary>REPLICA or DAEMON.</summary>
    public string SchedulingStrategy { get; init; } = "REPLICA";

    /// <summary>How the ECS controller deploys: ROLLING, BLUE_GREEN, LINEAR, CANARY.</summary>
    public string Strategy { get; init; } = "ROLLING";

    /// <summary>Those of the ECS controller; it is steady when there is one.</summary>
    public ImmutableArray<EcsDeployment> Deployments { get; init; } = [];

    /// <summary>Those of the CODE_DEPLOY and EXTERNAL controllers, which have no deployments.</summary>
    public ImmutableArray<EcsTaskSet> TaskSets { get; init; } = [];

    /// <summary>FARGATE, EC2, EXTERNAL; null where capacity providers place the tasks.</summary>
    public string? LaunchType { get; init; }

    /// <summary>The names of the capacity provider strategy, in its order.</summary>
    public ImmutableArray<string> CapacityProviders { get; init; } = [];

    /// <summary>What share of the desired count must stay healthy during a deployment.</summary>
    public int? MinimumHealthyPercent { get; init; }

    /// <summary>Up to what share of the desired count may run during a deployment.</summary>
    public int? MaximumPercent { get; init; }

    /// <summary>Null where DescribeServices shows none.</summary>
    public EcsCircuitBreaker? CircuitBreaker { get; init; }

    /// <summary>The latest, newest first; at most <see cref="MaxEvents"/>.</summary>
    public ImmutableArray<EcsServiceEvent> Events { get; init; } = [];

    public const int MaxEvents = 5;

    /// <summary>The ARNs of the target groups that its tasks, of whatever task set, are registered in.</summary>
    public ImmutableArray<string> TargetGroups { get; init; } = [];

    /// <summary>The cluster's name.</summary>
    public string Cluster => ClusterArn[(ClusterArn.LastIndexOf('/') + 1)..];

    /// <summary>Whether the ARN is of the format before 2021, without the cluster: such a service cannot carry tags.</summary>
    public bool HasShortArn => Arn == ShortArn;

    /// <returns>Whether the ARN is this service's, in either format: AWS takes both.</returns>
    public bool IsNamedBy(string arn) => arn == Arn || arn == LongArn || arn == ShortArn;

    /// <summary>The ARN that it has or would have after a migration.</summary>
    public string LongArn => $"{ClusterArn.Replace(":cluster/", ":service/", StringComparison.Ordinal)}/{Name}";

    private string ShortArn => $"{ClusterArn[..ClusterArn.IndexOf(":cluster/", StringComparison.Ordinal)]}:service/{Name}";

    /// <summary>The deployment that ECS brings about or has brought about, or null.</summary>
    public EcsDeployment? PrimaryDeployment => Deployments.FirstOrDefault(d => d.Status == "PRIMARY");

    /// <summary>The task set that serves, or null.</summary>
    public EcsTaskSet? PrimaryTaskSet => TaskSets.FirstOrDefault(t => t.Status == "PRIMARY");

    /// <summary>Whether the tasks are kept by task sets and not by deployments.</summary>
    public bool HasTaskSets => Controller != "ECS" || (Deployments.IsEmpty && !TaskSets.IsEmpty);

    /// <summary>Whether as many tasks run as should and nothing is on its way, by AWS's definition for the controller.</summary>
    public bool IsSteady => IsSettled && RunningToServe == TasksOfPrimary(Desired) && PendingToServe == 0;

    /// <summary>
    /// Whether no deployment is on its way: one deployment, COMPLETED, where ECS deploys (a service older than the rollout
    /// state has none, and then the counts decide); elsewhere the primary task set in STEADY_STATE.
    /// </summary>
    public bool IsSettled => HasTaskSets
        ? PrimaryTaskSet is { Stability: "STEADY_STATE" }
        : Deployments.Length <= 1 && PrimaryDeployment?.Rollout is null or "COMPLETED";

    /// <summary>Tasks that run for those who call the service: an old task set that waits to be stopped does not count.</summary>
    public int RunningToServe => PrimaryTaskSet is { } primary && HasTaskSets ? primary.Running : Running;

    /// <inheritdoc cref="RunningToServe"/>
    public int PendingToServe => PrimaryTaskSet is { } primary && HasTaskSets ? primary.Pending : Pending;

    /// <returns>How many tasks serve at a desired count of the service: a task set has its share, rounded up.</returns>
    public int TasksOfPrimary(int desired) =>
        PrimaryTaskSet is { } primary && HasTaskSets ? (int)Math.Ceiling(Math.Round(desired * primary.ScalePercent / 100, 6)) : desired;

    /// <summary>Whether tasks are being replaced by those of another deployment or task set.</summary>
    public bool IsDeploying => HasTaskSets
        ? TaskSets.Count(t => t.Status is "PRIMARY" or "ACTIVE") > 1
        : Deployments.Length > 1;

    /// <returns>How the deployment stands, in AWS's words.</returns>
    public string DeploymentState() =>
        HasTaskSets ? (PrimaryTaskSet is { } set ? $"task set {set.Stability}" : "no primary task set")
        : Deployments.Length > 1 ? $"{PrimaryDeployment?.Rollout ?? "IN_PROGRESS"}, one of {Deployments.Length}"
        : PrimaryDeployment?.Rollout ?? (Running == Desired && Pending == 0 ? "COMPLETED" : "IN_PROGRESS");
}

/// <summary>One version of the service's tasks under the ECS controller.</summary>
/// <param name="Id">Such as <c>ecs-svc/0123456789</c>.</param>
/// <param name="Status">PRIMARY, ACTIVE, INACTIVE.</param>
/// <param name="TaskDefinition">Its ARN.</param>
/// <param name="Desired">Tasks that should run.</param>
/// <param name="Running">Tasks that run.</param>
/// <param name="Pending">Tasks that start.</param>
/// <param name="Failed">Consecutive tasks that failed to start.</param>
/// <param name="Rollout">COMPLETED, IN_PROGRESS, FAILED; null for services older than it.</param>
/// <param name="RolloutReason">AWS's sentence, or null.</param>
/// <param name="CreatedAt">When it began, or null.</param>
/// <param name="UpdatedAt">When it last changed, or null.</param>
public sealed record EcsDeployment(
    string Id,
    string Status,
    string TaskDefinition,
    int Desired,
    int Running,
    int Pending,
    int Failed,
    string? Rollout,
    string? RolloutReason,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? UpdatedAt);

/// <summary>One version of the service's tasks under the CODE_DEPLOY and EXTERNAL controllers.</summary>
/// <param name="Id">Such as <c>ecs-svc/0123456789</c>.</param>
/// <param name="Status">PRIMARY (serves), ACTIVE, DRAINING.</param>
/// <param name="TaskDefinition">Its ARN.</param>
/// <param name="Desired">AWS's computedDesiredCount: the service's desired count times the scale, rounded up.</param>
/// <param name="Running">Tasks that run.</param>
/// <param name="Pending">Tasks that start.</param>
/// <param name="Stability">STEADY_STATE or STABILIZING.</param>
/// <param name="ScalePercent">Its share of the service's desired count, 0 to 100.</param>
/// <param name="CreatedAt">When it was made, or null.</param>
/// <param name="UpdatedAt">When it last changed, or null.</param>
public sealed record EcsTaskSet(
    string Id,
    string Status,
    string TaskDefinition,
    int Desired,
    int Running,
    int Pending,
    string Stability,
    double ScalePercent,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? UpdatedAt);

/// <summary>Whether ECS gives up a deployment whose tasks do not start, and whether it then goes back to the last good one.</summary>
public sealed record EcsCircuitBreaker(bool Enable, bool Rollback);

/// <summary>What ECS says about the service.</summary>
public sealed record EcsServiceEvent(DateTimeOffset At, string Message);
