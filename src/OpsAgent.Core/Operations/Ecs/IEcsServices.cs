using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Ecs;

/// <summary>
/// ECS services, read only. An implementation MUST NOT answer a service of another ARN than the one that was given, and
/// MUST throw <see cref="AwsException"/> when AWS does not answer.
/// </summary>
public interface IEcsServices
{
    /// <param name="cluster">Name or ARN.</param>
    /// <param name="service">Name or ARN.</param>
    /// <returns>
    /// The service with its tags, or null when there is none in the cluster or it is inactive. One with a short ARN has no tags.
    /// </returns>
    /// <exception cref="AwsException">RESOURCE_NOT_FOUND when there is no such cluster; else AWS did not answer.</exception>
    Task<EcsService?> FindAsync(string cluster, string service, CancellationToken cancellationToken);

    /// <param name="cluster">Name or ARN; null for the clusters of the account.</param>
    /// <param name="withTags">Whether tags are asked for, which AWS refuses of services with an old ARN; else they are empty.</param>
    /// <returns>Services that are not inactive, by cluster and name, at most <paramref name="limit"/>; or null when there is no such cluster.</returns>
    Task<EcsServicePage?> ListAsync(string? cluster, bool withTags, int limit, CancellationToken cancellationToken);
}

/// <param name="Services">By cluster and name.</param>
/// <param name="Truncated">True when there are more than these, or clusters that were not looked at.</param>
public sealed record EcsServicePage(IReadOnlyList<EcsService> Services, bool Truncated);
