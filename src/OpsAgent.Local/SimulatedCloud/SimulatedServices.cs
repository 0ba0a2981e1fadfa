using System.Collections.Immutable;
using System.Globalization;

using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary>
/// <see cref="IEcsServices"/> of the simulated cloud. After a change of the desired count the running count
/// changes by one task every task_seconds, until it reaches the desired count or the capacity.
/// </summary>
internal sealed class SimulatedServices(
    CloudFile file, CloudWriteLog writes, SimulatedDeployments deployments, double timeScale, FaultInjector faultInjector, TimeProvider time) : IEcsServices
{
    public const string UpdateAction = "UpdateService";

    public async Task<EcsService?> FindAsync(string cluster, string service, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("ecs:DescribeServices", $"{cluster}/{service}", cancellationToken);
        var inCluster = file.Services.Where(s => cluster == s.Cluster || cluster == ClusterArnOf(s.Cluster)).ToList();
        if (inCluster.Count == 0)
        {
            throw new AwsException(
                ErrorCode.ResourceNotFound,
                "ecs:DescribeServices",
                $"{cluster}/{service}",
                $"AWS finds no ECS cluster {cluster} in this account and Region for ecs:DescribeServices on {cluster}/{service}. AWS says: Cluster not found. Check the cluster's name.");
        }

        return inCluster.Select(Show).FirstOrDefault(s => s.Status != "INACTIVE" && (service == s.Name || s.IsNamedBy(service)));
    }

    public async Task<EcsServicePage?> ListAsync(string? cluster, bool withTags, int limit, CancellationToken cancellationToken)
    {
        if (cluster is null)
        {
            await faultInjector.ApplyAsync("ecs:ListClusters", "*", cancellationToken);
        }

        var clusters = file.Services.Select(s => s.Cluster).Distinct().Where(c => cluster is null || c == cluster || cluster == ClusterArnOf(c)).Order(StringComparer.Ordinal).ToList();
        var found = new List<EcsService>();
        foreach (var one in clusters)
        {
            await faultInjector.ApplyAsync("ecs:ListServices", one, cancellationToken);
            foreach (var some in file.Services.Where(s => s.Cluster == one).OrderBy(s => s.Service, StringComparer.Ordinal).Chunk(10))
            {
                await faultInjector.ApplyAsync("ecs:DescribeServices", $"{some.Length} services of {one}", cancellationToken);
                found.AddRange(some.Select(Show).Where(s => s.Status != "INACTIVE"));
            }
        }

        return cluster is not null && clusters.Count == 0 ? null : new EcsServicePage(
            [.. found.Take(limit).Select(s => withTags ? s : s with { Tags = s.Tags.Clear() })], found.Count > limit);
    }

    /// <returns>The service's ARN, for the write log and the executor's session.</returns>
    public string ArnOf(string cluster, string service) =>
        file.Services.Any(s => s.Cluster == cluster && s.Service == service && s.ShortArn)
            ? $"arn:aws:ecs:{file.Region}:{file.Account}:service/{service}"
            : $"arn:aws:ecs:{file.Region}:{file.Account}:service/{cluster}/{service}";

    /// <exception cref="AwsException">AWS would refuse the UpdateService, in its words.</exception>
    public void CheckUpdate(UpdateService change)
    {
        var found = file.Services.FirstOrDefault(s => s.Cluster == change.Cluster && s.Service == change.Service);
        var (code, awsCode, sentence) = (found, change) switch
        {
            (null, _) => (ErrorCode.ResourceNotFound, "ServiceNotFoundException", "Service not found."),
            ({ Status: not "ACTIVE" }, _) => (ErrorCode.PolicyDenied, "ServiceNotActiveException", "Service was not ACTIVE."),
            ({ SchedulingStrategy: "DAEMON" }, UpdateServiceCount) => (ErrorCode.PolicyDenied, "InvalidParameterException", $"{EcsService.DaemonSentence}."),
            ({ Controller: not "ECS" and var controller }, UpdateServiceTaskDefinition) =>
                (ErrorCode.PolicyDenied, "InvalidParameterException", $"Unable to update task definition on services with {(controller == "EXTERNAL" ? "an" : "a")} {controller} deployment controller."),
            (_, UpdateServiceTaskDefinition { TaskDefinition: var wanted }) when file.TaskDefinitions.FirstOrDefault(d => d.Name == wanted) is not { Status: "ACTIVE" } =>
                (ErrorCode.PolicyDenied, "ClientException", "TaskDefinition is inactive"),
            _ => default,
        };
        if (sentence is not null)
        {
            throw new AwsException(code, change.Action, change.Resource, $"AWS refused {change.Action} on {change.Resource} ({awsCode}). AWS says: {sentence} Nothing was done.");
        }
    }

    private string ClusterArnOf(string cluster) => $"arn:aws:ecs:{file.Region}:{file.Account}:cluster/{cluster}";

    private EcsService Show(CloudService service)
    {
        var arn = ArnOf(service.Cluster, service.Service);
        var (desired, running) = CountsOf(service, arn);
        var pending = Math.Max(0, desired - running);
        var taskDefinition = DefinitionArnOf(deployments.Of(service)[^1].TaskDefinition);
        var shown = new EcsService(
            arn,
            ClusterArnOf(service.Cluster),
            service.Service,
            service.Status,
            desired,
            running,
            pending,
            service.Controller == "ECS" ? taskDefinition : string.Empty,
            service.Tags.ToImmutableSortedDictionary(StringComparer.Ordinal))
        {
            Controller = service.Controller,
            SchedulingStrategy = service.SchedulingStrategy,
            LaunchType = "FARGATE",
            MinimumHealthyPercent = 100,
            MaximumPercent = 200,
            CircuitBreaker = new EcsCircuitBreaker(service.CircuitBreaker != "off", service.CircuitBreaker == "rollback"),
            TargetGroups =
            [
                .. file.LoadBalancers.SelectMany(b => b.TargetGroups).Where(g => service.TargetGroups.Contains(g.Name))
                    .Select(g => $"arn:aws:elasticloadbalancing:{file.Region}:{file.Account}:targetgroup/{g.Name}/{g.Id}"),
            ],
            Events = [.. EventsOf(service)],
        };
        var former = service.Replaces is { } replaced ? $"arn:aws:ecs:{file.Region}:{file.Account}:task-definition/{replaced}" : null;
        return service.Controller == "ECS"
            ? shown with
            {
                Deployments = former is null ? [.. DeploymentsOf(service, desired, running, pending)] :
                [
                    new("ecs-svc/2", "PRIMARY", taskDefinition, desired, running, pending, 0, "IN_PROGRESS", null, null, null),
                    new("ecs-svc/1", "ACTIVE", former, desired, desired, 0, 0, "COMPLETED", null, null, null),
                ],
            }
            : shown with
            {
                TaskSets =
                [
                    new("ecs-svc/2", "PRIMARY", taskDefinition, desired, running, pending, running == desired ? "STEADY_STATE" : "STABILIZING", 100, null, null),
                    .. former is null ? [] : new[] { new EcsTaskSet("ecs-svc/1", "ACTIVE", former, desired, desired, 0, "STEADY_STATE", 100, null, null) },
                ],
            };
    }

    // ECS's sentences, newest first: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
    private IEnumerable<EcsServiceEvent> EventsOf(CloudService service)
    {
        foreach (var deployment in deployments.Of(service).Reverse().Take(EcsService.MaxEvents))
        {
            var lead = $"(service {service.Service})";
            if (deployment is { IsCompleted: true, CompletedAt: { } done })
            {
                yield return new EcsServiceEvent(done, $"{lead} has reached a steady state.");
            }
            else if (deployment is { IsFailed: true, FailedAt: { } failed })
            {
                yield return new EcsServiceEvent(failed, $"{lead} (deployment ecs-svc/{deployment.Number.ToString(CultureInfo.InvariantCulture)}) deployment failed: tasks failed to start.");
            }
            else if (deployment.From is { } began)
            {
                yield return new EcsServiceEvent(began, $"{lead} has started 1 tasks: (task {CanonicalJson.Hash($"{service.Service}/{deployment.Number}")[..32]}).");
            }
        }
    }

    private string DefinitionArnOf(string name) => $"arn:aws:ecs:{file.Region}:{file.Account}:task-definition/{name}";

    // The primary one; while it is not done what still serves; and one that has failed before it.
    private IEnumerable<EcsDeployment> DeploymentsOf(CloudService service, int desired, int running, int pending)
    {
        var (now, all) = (time.GetUtcNow(), deployments.Of(service));
        var primary = all[^1];
        var started = primary.IsCompleted ? running : primary.Started(desired, now);
        var rollout = primary.IsFailed ? "FAILED" : primary.IsCompleted && running == desired ? "COMPLETED" : "IN_PROGRESS";
        yield return Show(primary, "PRIMARY", rollout, desired, started, primary.IsCompleted ? pending : primary.IsFailed ? 0 : 1);
        if (!primary.IsCompleted && all.LastOrDefault(d => d.IsCompleted) is { } serving)
        {
            yield return Show(serving, "ACTIVE", "COMPLETED", desired - started, desired - started, 0);
        }

        if (primary.IsCompleted && all.Count > 1 && all[^2] is { IsFailed: true } failed)
        {
            yield return Show(failed, "INACTIVE", "FAILED", 0, 0, 0);
        }
    }

    private EcsDeployment Show(SimulatedDeployment deployment, string status, string rollout, int desired, int running, int pending)
    {
        var id = $"ecs-svc/{deployment.Number.ToString(CultureInfo.InvariantCulture)}";
        return new EcsDeployment(
            id, status, DefinitionArnOf(deployment.TaskDefinition), desired, running, pending, deployment.TasksFail ? 3 : 0, rollout,
            rollout == "FAILED" || deployment is { IsCompleted: true, Reason: not null } ? deployment.Reason : $"ECS deployment {id} {(rollout == "COMPLETED" ? "completed" : "in progress")}.",
            deployment.From,
            deployment.CompletedAt ?? deployment.From);
    }

    private (int Desired, int Running) CountsOf(CloudService service, string arn)
    {
        var capacity = service.MaxTasks ?? int.MaxValue;
        var (desired, running, since) = (service.DesiredCount, Math.Min(service.DesiredCount, capacity), DateTimeOffset.MinValue);
        foreach (var write in writes.Find(UpdateAction, arn).Where(w => w.Value is not null))
        {
            running = RunningCount(running, Math.Min(desired, capacity), since, write.At, service.TaskSeconds);
            (desired, since) = (write.Value ?? desired, write.At);
        }

        return (desired, RunningCount(running, Math.Min(desired, capacity), since, time.GetUtcNow(), service.TaskSeconds));
    }

    private int RunningCount(int from, int to, DateTimeOffset since, DateTimeOffset until, double taskSeconds)
    {
        var seconds = taskSeconds * timeScale;
        var steps = seconds <= 0 ? int.MaxValue : (int)Math.Min(1000, (until - since).TotalSeconds / seconds);
        return from < to ? (int)Math.Min(to, from + (long)steps) : (int)Math.Max(to, from - (long)steps);
    }
}
