using System.Text.Json.Serialization;

using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Overview;

/// <summary>One ECS service, well or not. Words in capitals are AWS's own.</summary>
/// <param name="Text">How it is, in a sentence.</param>
/// <param name="Desired">Tasks that should run.</param>
/// <param name="Running">Tasks that run for those who call the service.</param>
/// <param name="Pending">Tasks that start.</param>
/// <param name="TaskDefinition">Family and revision, such as <c>web:42</c>; empty where AWS does not say.</param>
/// <param name="Controller">What replaces tasks: ECS, CODE_DEPLOY, EXTERNAL.</param>
/// <param name="Deployment">How the deployment stands, such as COMPLETED.</param>
/// <param name="Steady">Whether as many tasks run as should and nothing is on its way.</param>
/// <param name="Since">When the deployment began; null where AWS does not say.</param>
/// <param name="Deployments">The deployments or task sets, that which serves or will serve first.</param>
/// <param name="Events">What ECS says, newest first, at most 5.</param>
public sealed record ServiceOverview(
    string Cluster,
    string Service,
    string Arn,
    string Text,
    string Status,
    int Desired,
    int Running,
    int Pending,
    string TaskDefinition,
    string Controller,
    string Deployment,
    bool Steady,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset? Since,
    IReadOnlyList<ServiceDeployment> Deployments,
    IReadOnlyList<ServiceEvent> Events)
{
    private const int MaxDeployments = 10;

    internal static ServiceOverview Of(EcsService service, DateTimeOffset now)
    {
        List<ServiceDeployment> deployments =
        [
            .. service.Deployments.Select(d => new ServiceDeployment(d.Status, ShortName(d.TaskDefinition), d.Desired, d.Running, d.Pending, d.Failed, d.Rollout, d.RolloutReason, d.CreatedAt)),
            .. service.TaskSets.Select(t => new ServiceDeployment(t.Status, ShortName(t.TaskDefinition), t.Desired, t.Running, t.Pending, 0, t.Stability, null, t.CreatedAt)),
        ];
        deployments = [.. deployments.OrderBy(d => d.Status != "PRIMARY").Take(MaxDeployments)];
        var primary = deployments.FirstOrDefault(d => d.Status == "PRIMARY");
        return new ServiceOverview(
            service.Cluster, service.Name, service.Arn, Describe(service, primary, deployments, now), service.Status,
            service.TasksOfPrimary(service.Desired), service.RunningToServe, service.PendingToServe,
            primary?.TaskDefinition ?? ShortName(service.TaskDefinition), service.Controller, service.DeploymentState(), service.IsSteady, primary?.CreatedAt,
            deployments, [.. service.Events.Select(e => new ServiceEvent(e.At, e.Message))]);
    }

    // Such as "3 of 3 tasks run; web:42, deployed at 08:19 UTC (41 minutes ago), completed".
    private static string Describe(EcsService service, ServiceDeployment? primary, List<ServiceDeployment> all, DateTimeOffset now)
    {
        var tasks = $"{service.RunningToServe} of {service.TasksOfPrimary(service.Desired)} tasks run"
            + (service.PendingToServe > 0 ? $", {service.PendingToServe} pending" : string.Empty)
            + (service.Status == "ACTIVE" ? string.Empty : $"; the service is {service.Status}");
        if (primary is null)
        {
            return $"{tasks}; AWS shows no deployment";
        }

        var at = primary.CreatedAt is { } created ? RelativeTime.Describe(created, now) : null;
        var others = all.Where(d => d != primary && d.Running > 0).Select(d => $"{d.Running} of {d.TaskDefinition} still run").ToList();
        var deployment = (service.HasTaskSets, service.IsSettled, primary.Rollout) switch
        {
            (true, _, _) => $"{primary.TaskDefinition} by {service.Controller}{(at is null ? string.Empty : $", task set made at {at}")}, {primary.Rollout}",
            (_, _, "FAILED") => $"the deployment of {primary.TaskDefinition}{(at is null ? string.Empty : $", begun at {at},")} failed{(primary.Reason is { } why ? $": {why.TrimEnd('.')}" : string.Empty)}",
            (_, true, _) => $"{primary.TaskDefinition}{(at is null ? string.Empty : $", deployed at {at}")}, completed",
            _ => $"deploying {primary.TaskDefinition}{(at is null ? string.Empty : $" since {at}")}, {primary.Running} of {primary.Desired} of its tasks run",
        };
        return $"{tasks}; {deployment}"
            + (primary.Failed > 0 ? $", {primary.Failed} of its tasks failed to start" : string.Empty)
            + (others.Count > 0 ? $", {string.Join(", ", others)}" : string.Empty);
    }

    private static string ShortName(string taskDefinition) => taskDefinition[(taskDefinition.LastIndexOf('/') + 1)..];
}

/// <param name="Status">PRIMARY, ACTIVE, INACTIVE, DRAINING.</param>
/// <param name="TaskDefinition">Family and revision.</param>
/// <param name="Failed">Consecutive tasks that failed to start.</param>
/// <param name="Rollout">COMPLETED, IN_PROGRESS, FAILED; of a task set STEADY_STATE or STABILIZING; null where AWS does not say.</param>
/// <param name="Reason">AWS's sentence, or null.</param>
public sealed record ServiceDeployment(
    string Status, string TaskDefinition, int Desired, int Running, int Pending, int Failed, string? Rollout, string? Reason,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset? CreatedAt);

/// <summary>What ECS says about the service.</summary>
public sealed record ServiceEvent([property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset At, string Message);
