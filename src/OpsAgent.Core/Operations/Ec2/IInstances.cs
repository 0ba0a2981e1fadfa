using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Ec2;

/// <summary>
/// EC2 instances, read only. An implementation MUST include the status checks of running instances and answer
/// <c>not-applicable</c> for those of others, and <c>insufficient-data</c> with <see cref="Instance.StatusKnown"/> false
/// where AWS has no status of a running one; MUST include scheduled events of all but terminated ones; MUST answer
/// instances in the order of their ids; and MUST throw <see cref="AwsException"/> when AWS does not answer.
/// </summary>
public interface IInstances
{
    /// <returns>The instance in whatever state, or null when the account has none of that id.</returns>
    Task<Instance?> FindAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>
    /// Instances that carry a tag, terminated ones left out. MUST compare key and value exactly, with no character a
    /// wildcard. Answers at most <paramref name="limit"/>, and says whether there are more or not all were read.
    /// </summary>
    Task<InstancePage> FindByTagAsync(string key, string value, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Running instances of the account with an impaired check (system, instance, attached EBS) or a scheduled event. Answers at
    /// most <paramref name="limit"/>, and says whether there are more or not all were read.
    /// </summary>
    Task<InstancePage> FindInTroubleAsync(int limit, CancellationToken cancellationToken);
}

/// <param name="Instances">Ordered by instance id.</param>
/// <param name="Truncated">True when there are more than these.</param>
public sealed record InstancePage(IReadOnlyList<Instance> Instances, bool Truncated);
