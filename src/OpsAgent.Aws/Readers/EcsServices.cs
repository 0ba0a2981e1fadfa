using System.Collections.Immutable;

using Amazon.ECS;
using Amazon.ECS.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Readers;

/// <summary><see cref="IEcsServices"/> on ECS's DescribeServices.</summary>
public sealed class EcsServices(AwsClients clients) : IEcsServices
{
    private const string Action = "ecs:DescribeServices";

    public async Task<EcsService?> FindAsync(string cluster, string service, CancellationToken cancellationToken)
    {
        var resource = $"{cluster}/{service}";
        var request = new DescribeServicesRequest { Cluster = cluster, Services = [service], Include = [ServiceField.TAGS.Value] };
        DescribeServicesResponse answer;
        try
        {
            answer = await DescribeAsync(request, resource, cancellationToken);
        }
        catch (AwsException e) when (e.InnerException is InvalidParameterException { Message: var said } && said.Contains("arn format", StringComparison.OrdinalIgnoreCase))
        {
            // A service with a short ARN has no tags to ask for.
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
