namespace OpsAgent.Core.Operations.LoadBalancing;

/// <param name="Groups">What was found.</param>
/// <param name="Truncated">True when there are target groups that were not looked at.</param>
public sealed record TargetGroupPage(IReadOnlyList<TargetGroup> Groups, bool Truncated);
