namespace OpsAgent.Core.Operations.Ec2;

/// <param name="Instances">Ordered by instance id.</param>
/// <param name="Truncated">True when there are more than these.</param>
public sealed record InstancePage(IReadOnlyList<Instance> Instances, bool Truncated);
