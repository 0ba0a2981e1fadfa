namespace OpsAgent.Core.Operations;

/// <summary>
/// EC2 instances, read only. An implementation MUST include the status checks of running instances, MUST answer
/// instances in a stable order, and MUST throw <see cref="CloudException"/> when AWS does not answer.
/// </summary>
public interface IInstances
{
    /// <returns>The instance, or null when the account has none of that id.</returns>
    Task<Instance?> FindAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>Instances that carry a tag, terminated ones left out. Answers at most <paramref name="limit"/> and whether there are more.</summary>
    Task<InstancePage> FindByTagAsync(string key, string value, int limit, CancellationToken cancellationToken);
}
