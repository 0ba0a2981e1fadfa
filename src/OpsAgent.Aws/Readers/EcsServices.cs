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

    private static EcsService ToService(Service service)
    {
        var deployments = service.Deployments ?? [];
        var primary = deployments.Find(d => d.Status == "PRIMARY") ?? deployments.FirstOrDefault();
        return new EcsService(
            service.ServiceArn,
            service.ClusterArn[(service.ClusterArn.LastIndexOf('/') + 1)..],
            service.ServiceName,
            service.Status,
            service.DesiredCount ?? 0,
            service.RunningCount ?? 0,
            service.PendingCount ?? 0,
            service.TaskDefinition ?? string.Empty,
            deployments.Count,
            Rollout(service, primary),
            (service.Tags ?? []).ToImmutableSortedDictionary(t => t.Key, t => t.Value ?? string.Empty, StringComparer.Ordinal));
    }

    // Only rolling updates have a rollout state; for other deployment controllers it is derived from the counts.
    private static string Rollout(Service service, Deployment? primary) =>
        primary?.RolloutState?.Value is { Length: > 0 } state ? state
        : service.RunningCount == service.DesiredCount && (service.PendingCount ?? 0) == 0 ? "COMPLETED"
        : "IN_PROGRESS";
}
