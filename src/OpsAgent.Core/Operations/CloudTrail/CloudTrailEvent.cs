namespace OpsAgent.Core.Operations.CloudTrail;

/// <summary>One CloudTrail event, without what its caller sent.</summary>
/// <param name="Id">CloudTrail's event id.</param>
/// <param name="Name">The API call, such as <c>UpdateService</c>.</param>
/// <param name="Source">The service, such as <c>ecs.amazonaws.com</c>.</param>
/// <param name="At">When.</param>
/// <param name="User">Who: user or session name.</param>
/// <param name="SourceIp">From where: an address or an AWS service.</param>
/// <param name="SourceIdentity">In whose name the role was assumed, or null. OpsAgent's own changes carry the proposal id.</param>
/// <param name="Resources">The ids or names of what it touched.</param>
/// <param name="ErrorCode">AWS's error code, or null when it succeeded.</param>
public sealed record CloudTrailEvent(
    string Id, string Name, string Source, DateTimeOffset At, string User, string SourceIp, string? SourceIdentity, IReadOnlyList<string> Resources, string? ErrorCode);
