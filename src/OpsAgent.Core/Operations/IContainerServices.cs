namespace OpsAgent.Core.Operations;

/// <summary>
/// ECS services, read only. An implementation MUST NOT answer a service of another ARN than the one that was given, and
/// MUST throw <see cref="CloudException"/> when AWS does not answer.
/// </summary>
public interface IContainerServices
{
    /// <param name="cluster">Name or ARN.</param>
    /// <param name="service">Name or ARN.</param>
    /// <returns>The service with its tags, or null when cluster or service does not exist or the service is inactive.</returns>
    Task<ContainerService?> FindAsync(string cluster, string service, CancellationToken cancellationToken);
}
