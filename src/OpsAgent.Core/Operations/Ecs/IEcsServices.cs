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
}
