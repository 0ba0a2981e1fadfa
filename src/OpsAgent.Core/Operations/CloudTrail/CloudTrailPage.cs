namespace OpsAgent.Core.Operations.CloudTrail;

/// <param name="Events">Newest first.</param>
/// <param name="Truncated">True when there are more than these.</param>
public sealed record CloudTrailPage(IReadOnlyList<CloudTrailEvent> Events, bool Truncated);
