using System.Collections.Immutable;

using OpsAgent.Core.Operations.Ecs;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary>
/// <see cref="IEcsServices"/> of the simulated cloud. After a change of the desired count the running count
/// changes by one task every task_seconds, until it reaches the desired count or the capacity.
/// </summary>
internal sealed class SimulatedServices(CloudFile file, CloudWriteLog writes, double timeScale, FaultInjector faultInjector, TimeProvider time) : IEcsServices
{
    public const string UpdateAction = "UpdateService";

    public async Task<EcsService?> FindAsync(string cluster, string service, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("ecs:DescribeServices", $"{cluster}/{service}", cancellationToken);
        return file.Services.FirstOrDefault(s => IsNameOrArn(cluster, s.Cluster, ClusterArnOf(s.Cluster)) && IsNameOrArn(service, s.Service, ArnOf(s.Cluster, s.Service))) is { } found
            ? Show(found)
            : null;
    }

    public async Task<EcsServicePage?> ListAsync(string? cluster, bool withTags, int limit, CancellationToken cancellationToken)
    {
        if (cluster is null)
        {
            await faultInjector.ApplyAsync("ecs:ListClusters", "*", cancellationToken);
        }

        var clusters = file.Services.Select(s => s.Cluster).Distinct().Where(c => cluster is null || IsNameOrArn(cluster, c, ClusterArnOf(c))).Order(StringComparer.Ordinal).ToList();
        var found = new List<EcsService>();
        foreach (var one in clusters)
        {
            await faultInjector.ApplyAsync("ecs:ListServices", one, cancellationToken);
            foreach (var some in file.Services.Where(s => s.Cluster == one).OrderBy(s => s.Service, StringComparer.Ordinal).Chunk(10))
            {
                await faultInjector.ApplyAsync("ecs:DescribeServices", $"{some.Length} services of {one}", cancellationToken);
                found.AddRange(some.Select(Show));
            }
        }

        return cluster is not null && clusters.Count == 0 ? null : new EcsServicePage(
            [.. found.Take(limit).Select(s => withTags ? s : s with { Tags = s.Tags.Clear() })], found.Count > limit);
    }

    public string ArnOf(string cluster, string service) => $"arn:aws:ecs:{file.Region}:{file.Account}:service/{cluster}/{service}";

    private static bool IsNameOrArn(string nameOrArn, string name, string arn) => nameOrArn == name || nameOrArn == arn;

    private string ClusterArnOf(string cluster) => $"arn:aws:ecs:{file.Region}:{file.Account}:cluster/{cluster}";

    private EcsService Show(CloudService service)
    {
        var arn = ArnOf(service.Cluster, service.Service);
        var (desired, running) = CountsOf(service, arn);
        var pending = Math.Max(0, desired - running);
        var taskDefinition = $"arn:aws:ecs:{file.Region}:{file.Account}:task-definition/{service.TaskDefinition}";
        var shown = new EcsService(
            arn,
            ClusterArnOf(service.Cluster),
            service.Service,
            "ACTIVE",
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
        };
        return service.Controller == "ECS"
            ? shown with { Deployments = [new("ecs-svc/1", "PRIMARY", taskDefinition, desired, running, pending, 0, running == desired ? "COMPLETED" : "IN_PROGRESS", null, null, null)] }
            : shown with { TaskSets = [new("ecs-svc/1", "PRIMARY", taskDefinition, desired, running, pending, running == desired ? "STEADY_STATE" : "STABILIZING", 100, null, null)] };
    }

    private (int Desired, int Running) CountsOf(CloudService service, string arn)
    {
        var capacity = service.MaxTasks ?? int.MaxValue;
        var (desired, running, since) = (service.DesiredCount, Math.Min(service.DesiredCount, capacity), DateTimeOffset.MinValue);
        foreach (var write in writes.Find(UpdateAction, arn))
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
