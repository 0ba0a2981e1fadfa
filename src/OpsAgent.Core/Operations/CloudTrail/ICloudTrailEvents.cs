using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.CloudTrail;

/// <summary>
/// CloudTrail's event history, read only. An implementation MUST answer the newest events of the window, both its ends
/// included, newest first, MUST compare the attribute's value exactly, MUST say when there are more than it answers,
/// MUST NOT answer raw request parameters or response elements, and MUST throw <see cref="AwsException"/> when AWS
/// does not answer.
/// </summary>
public interface ICloudTrailEvents
{
    Task<CloudTrailPage> LookUpEventsAsync(CloudTrailQuery query, CancellationToken cancellationToken);
}

/// <param name="Attribute">AWS's word: AccessKeyId, EventName, EventSource, ResourceName, Username or ReadOnly (value <c>true</c> or <c>false</c>); null for every event. AWS takes one alone.</param>
/// <param name="Value">The attribute's value; null with it.</param>
/// <param name="From">The oldest moment.</param>
/// <param name="To">The newest moment.</param>
/// <param name="Limit">The most events to answer.</param>
public sealed record CloudTrailQuery(string? Attribute, string? Value, DateTimeOffset From, DateTimeOffset To, int Limit);

/// <param name="Events">Newest first.</param>
/// <param name="Truncated">True when there are more than these.</param>
/// <param name="Throttled">True when the search ended early because AWS took no more calls.</param>
public sealed record CloudTrailPage(IReadOnlyList<CloudTrailEvent> Events, bool Truncated, bool Throttled = false);

/// <summary>One CloudTrail event, without what its caller sent.</summary>
/// <param name="Id">CloudTrail's event id.</param>
/// <param name="Name">The API call, such as <c>UpdateService</c>.</param>
/// <param name="Source">The service, such as <c>ecs.amazonaws.com</c>.</param>
/// <param name="At">When.</param>
/// <param name="User">Who: a user's or session's name; where AWS names none, the identity, ARN, account or service.</param>
/// <param name="SourceIp">From where: an address or an AWS service.</param>
/// <param name="SourceIdentity">In whose name the role was assumed, or null. OpsAgent's own changes carry the proposal id.</param>
/// <param name="Resources">The ids or names of what it touched.</param>
/// <param name="ErrorCode">AWS's error code, or null when it succeeded.</param>
/// <param name="ReadOnly">Whether the call can change nothing, by CloudTrail; null where it does not say.</param>
/// <param name="Role">The role whose session <paramref name="User"/> is, or null.</param>
/// <param name="AccessKeyId">The access key that signed the call, or null.</param>
public sealed record CloudTrailEvent(
    string Id, string Name, string Source, DateTimeOffset At, string User, string SourceIp, string? SourceIdentity, IReadOnlyList<string> Resources, string? ErrorCode,
    bool? ReadOnly = null, string? Role = null, string? AccessKeyId = null)
{
    private static readonly string[] ReadingVerbs =
        ["Describe", "Get", "List", "Lookup", "Head", "BatchGet", "Search", "Query", "Scan", "Select", "Filter", "Preview", "Simulate", "View", "AssumeRole"];

    /// <summary>Whether the call changed nothing even where it succeeded: by CloudTrail, or where it does not say, by AWS's verbs.</summary>
    public bool IsRead => ReadOnly ?? ReadingVerbs.Any(v => Name.StartsWith(v, StringComparison.Ordinal));
}
