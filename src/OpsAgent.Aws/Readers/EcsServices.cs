using System.Collections.Immutable;

using Amazon.ECS;
using Amazon.ECS.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Operations.Ecs;

namespace OpsAgent.Aws.Readers;

/// <summary><see cref="IEcsServices"/> on ECS's DescribeServices.</summary>
public sealed class EcsServices(AwsClients clients) : IEcsServices
{
    public async Task<EcsService?> FindAsync(string cluster, string service, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await AwsCall.RunAsync(
                "ecs:DescribeServices",
                $"{cluster}/{service}",
                () => clients.Ecs.DescribeServicesAsync(
                    new DescribeServicesRequest { Cluster = cluster, Services = [service], Include = [ServiceField.TAGS.Value] }, cancellationToken),
                "ClusterNotFoundException");
            return answer.Services is [{ Status: not "INACTIVE" } found] && HasArn(found, service) ? ToService(found) : null;
        }
        catch (ClusterNotFoundException)
        {
            return null;
        }
    }

    private static bool HasArn(Service found, string service) =>
        !service.StartsWith("arn:", StringComparison.Ordinal) || found.ServiceArn == service;

    private static EcsService ToService(Service service) => new(
        service.ServiceArn,
        service.ClusterArn,
        service.ServiceName,
        service.Status,
        service.DesiredCount ?? 0,
        service.RunningCount ?? 0,
        service.PendingCount ?? 0,
        service.TaskDefinition ?? string.Empty,
        (service.Tags ?? []).ToImmutableSortedDictionary(t => t.Key, t => t.Value ?? string.Empty, StringComparer.Ordinal))
    {
        // AWS leaves out the controller where it is its own.
        Controller = service.DeploymentController?.Type?.Value ?? "ECS",
        SchedulingStrategy = service.SchedulingStrategy?.Value ?? "REPLICA",
        Strategy = service.DeploymentConfiguration?.Strategy?.Value ?? "ROLLING",
        Deployments = [.. (service.Deployments ?? []).Select(ToDeployment)],
        TaskSets = [.. (service.TaskSets ?? []).Select(ToTaskSet)],
        LaunchType = service.LaunchType?.Value,
        CapacityProviders = [.. (service.CapacityProviderStrategy ?? []).Select(c => c.CapacityProvider)],
        MinimumHealthyPercent = service.DeploymentConfiguration?.MinimumHealthyPercent,
        MaximumPercent = service.DeploymentConfiguration?.MaximumPercent,
        CircuitBreaker = service.DeploymentConfiguration?.DeploymentCircuitBreaker is { } breaker
            ? new EcsCircuitBreaker(breaker.Enable ?? false, breaker.Rollback ?? false)
            : null,
        Events = [.. (service.Events ?? []).Take(EcsService.MaxEvents).Select(e => new EcsServiceEvent(e.CreatedAt ?? default(DateTime).ToUniversalTime(), e.Message))],
    };

    private static EcsDeployment ToDeployment(Deployment deployment) => new(
        deployment.Id ?? string.Empty,
        deployment.Status,
        deployment.TaskDefinition ?? string.Empty,
        deployment.DesiredCount ?? 0,
        deployment.RunningCount ?? 0,
        deployment.PendingCount ?? 0,
        deployment.FailedTasks ?? 0,
        deployment.RolloutState?.Value is { Length: > 0 } state ? state : null,
        deployment.RolloutStateReason,
        deployment.CreatedAt,
        deployment.UpdatedAt);

    private static EcsTaskSet ToTaskSet(TaskSet set) => new(
        set.Id ?? string.Empty,
        set.Status,
        set.TaskDefinition ?? string.Empty,
        set.ComputedDesiredCount ?? 0,
        set.RunningCount ?? 0,
        set.PendingCount ?? 0,
        set.StabilityStatus?.Value ?? "STABILIZING",
        set.Scale?.Value ?? 100,
        set.CreatedAt,
        set.UpdatedAt);
}
