namespace OpsAgent.Core.Operations.CloudTrail;

/// <param name="Attribute">AWS's word: EventName, ResourceName or Username; null for every event.</param>
/// <param name="Value">The attribute's value; null with it.</param>
/// <param name="From">The oldest moment.</param>
/// <param name="To">The newest moment.</param>
/// <param name="Limit">The most events to answer.</param>
public sealed record CloudTrailQuery(string? Attribute, string? Value, DateTimeOffset From, DateTimeOffset To, int Limit);
