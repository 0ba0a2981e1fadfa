using System.Collections.Immutable;

using Amazon.ECS;
using Amazon.ECS.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Readers;

/// <summary><see cref="IEcsServices"/> on ECS's DescribeServices, ListClusters and ListServices.</summary>
public sealed class EcsServices(AwsClients clients) : IEcsServices
{
    private const string Action = "ecs:DescribeServices";

    private const int PageSize = 100;
    private const int MaxPages = 3;
    private const int MaxClusters = 20;

    // DescribeServices takes ten at a time.
    private const int MaxDescribed = 10;

    public async Task<EcsService?> FindAsync(string cluster, string service, CancellationToken cancellationToken)
    {
        var resource = $"{cluster}/{service}";
        var request = new DescribeServicesRequest { Cluster = cluster, Services = [service], Include = [ServiceField.TAGS.Value] };
        DescribeServicesResponse answer;
        try
        {
            answer = await DescribeAsync(request, resource, cancellationToken);
        }
        catch (AwsException e) when (IsOfAShortArn(e))
        {
            request.Include = [];
            answer = await DescribeAsync(request, resource, cancellationToken);
        }

        if (answer.Failures?.Find(f => f.Reason != "MISSING") is { } failure)
        {
            throw new AwsException(
                ErrorCode.AwsServiceError, Action, resource, $"AWS did not answer {Action} on {resource}.{AwsSentence.Of($"{failure.Reason} {failure.Detail}".Trim())} Try again.");
        }

        return answer.Services is [{ Status: not "INACTIVE" } found] && ToService(found) is var shown && (!service.StartsWith("arn:", StringComparison.Ordinal) || shown.IsNamedBy(service))
            ? shown
            : null;
    }

    private async Task<DescribeServicesResponse> DescribeAsync(DescribeServicesRequest request, string resource, CancellationToken cancellationToken)
    {
        try
        {
            return await AwsCall.RunAsync(Action, resource, () => clients.Ecs.DescribeServicesAsync(request, cancellationToken), "ClusterNotFoundException");
        }
        catch (ClusterNotFoundException e)
        {
            throw new AwsException(
                ErrorCode.ResourceNotFound,
                Action,
                resource,
                $"AWS finds no ECS cluster {request.Cluster} in this account and Region for {Action} on {resource}.{AwsSentence.Of(e.Message)} Check the cluster's name.",
                e);
        }
    }

    public async Task<EcsServicePage?> ListAsync(string? cluster, bool withTags, int limit, CancellationToken cancellationToken)
    {
        var (clusters, truncated) = cluster is null ? await ClustersAsync(cancellationToken) : ([cluster], false);
        var found = new List<EcsService>();
        foreach (var one in clusters)
        {
            if (found.Count >= limit)
            {
                truncated = true;
                break;
            }

            try
            {
                var (arns, hasMore) = await ServicesOfAsync(one, limit - found.Count, cancellationToken);
                truncated |= hasMore;
                foreach (var some in arns.Chunk(MaxDescribed))
                {
                    found.AddRange(await DescribeAsync(one, some, withTags, cancellationToken));
                }
            }
            catch (ClusterNotFoundException)
            {
                // One that was listed may be gone since.
                if (cluster is not null)
                {
                    return null;
                }
            }
        }

        return new EcsServicePage(
            [.. found.OrderBy(s => s.Cluster, StringComparer.Ordinal).ThenBy(s => s.Name, StringComparer.Ordinal)], truncated);
    }

    private async Task<(IReadOnlyList<string> Clusters, bool HasMore)> ClustersAsync(CancellationToken cancellationToken)
    {
        var request = new ListClustersRequest { MaxResults = PageSize };
        return await ArnsAsync(MaxClusters, async token =>
        {
            request.NextToken = token;
            var answer = await AwsCall.RunAsync("ecs:ListClusters", "*", () => clients.Ecs.ListClustersAsync(request, cancellationToken));
            return (answer.ClusterArns, answer.NextToken);
        });
    }

    private async Task<(IReadOnlyList<string> Services, bool HasMore)> ServicesOfAsync(string cluster, int limit, CancellationToken cancellationToken)
    {
        var request = new ListServicesRequest { Cluster = cluster, MaxResults = PageSize };
        return await ArnsAsync(limit, async token =>
        {
            request.NextToken = token;
            var answer = await AwsCall.RunAsync("ecs:ListServices", cluster, () => clients.Ecs.ListServicesAsync(request, cancellationToken), "ClusterNotFoundException");
            return (answer.ServiceArns, answer.NextToken);
        });
    }

    // A page may be short, or empty, though there are more.
    private static async Task<(IReadOnlyList<string> Arns, bool HasMore)> ArnsAsync(int limit, Func<string?, Task<(List<string>? Arns, string? Next)>> readPage)
    {
        var found = new List<string>();
        string? next = null;
        for (var page = 0; page < MaxPages && found.Count <= limit; page++)
        {
            (var arns, next) = await readPage(next);
            found.AddRange(arns ?? []);
            if (string.IsNullOrEmpty(next))
            {
                break;
            }
        }

        return ([.. found.Order(StringComparer.Ordinal).Take(limit)], found.Count > limit || !string.IsNullOrEmpty(next));
    }

    private async Task<IEnumerable<EcsService>> DescribeAsync(string cluster, string[] services, bool withTags, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await AwsCall.RunAsync(
                Action,
                services.Length == 1 ? services[0] : $"{services.Length} services of {cluster}",
                () => clients.Ecs.DescribeServicesAsync(
                    new DescribeServicesRequest { Cluster = cluster, Services = [.. services], Include = withTags ? [ServiceField.TAGS.Value] : null }, cancellationToken),
                "ClusterNotFoundException");
            return (answer.Services ?? []).Where(s => s.Status != "INACTIVE").Select(ToService);
        }
        catch (AwsException e) when (withTags && IsOfAShortArn(e))
        {
            if (services.Length == 1)
            {
                return await DescribeAsync(cluster, services, withTags: false, cancellationToken);
            }

            // One of them fails the call for all.
            var found = new List<EcsService>();
            foreach (var service in services)
            {
                found.AddRange(await DescribeAsync(cluster, [service], withTags, cancellationToken));
            }

            return found;
        }
    }

    // A service with a short ARN has no tags to ask for.
    private static bool IsOfAShortArn(AwsException e) =>
        e.InnerException is InvalidParameterException { Message: var said } && said.Contains("arn format", StringComparison.OrdinalIgnoreCase);

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
        TargetGroups =
        [
            .. (service.LoadBalancers ?? []).Concat((service.TaskSets ?? []).SelectMany(t => t.LoadBalancers ?? []))
                .SelectMany(b => new[] { b.TargetGroupArn, b.AdvancedConfiguration?.AlternateTargetGroupArn }).OfType<string>().Distinct(),
        ],
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
