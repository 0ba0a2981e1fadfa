namespace OpsAgent.Core.Operations.CloudTrail;

/// <summary>What a colleague would say about events: what changed, then what was refused, then that people looked.</summary>
internal static class CloudTrailSummary
{
    private const int MaxNamed = 5;

    private static readonly TimeSpan Late = TimeSpan.FromMinutes(15);

    public static string Of(IReadOnlyList<CloudTrailEvent> events, bool truncated, string what, TimeRange range, DateTimeOffset now, DateTimeOffset? searchedBackTo, bool throttled)
    {
        var span = range.Describe("in", now);
        var late = range.To > now - Late ? " CloudTrail is up to 15 minutes late: look again for something that has just happened." : string.Empty;
        var unsearched = searchedBackTo is not { } oldest ? string.Empty
            : $" CloudTrail has more than was read{(throttled ? ", but AWS took no more calls: it allows two a second for the whole account" : string.Empty)}: "
                + $"older than {RelativeTime.Describe(oldest, now)} nothing was looked at. Ask for a shorter time, or by event_name or resource_name.";
        if (events.Count == 0)
        {
            return unsearched.Length > 0
                ? $"No events{what} among those that were read.{unsearched}"
                : $"CloudTrail has no events{what} {span}.{late} Only this Region was searched; IAM and other global services write their events in us-east-1.";
        }

        var failed = events.Where(e => e.ErrorCode is not null).ToList();
        var changes = events.Where(e => e.ErrorCode is null && !e.IsRead).ToList();
        var reads = events.Count - failed.Count - changes.Count;
        var text = $"{Count(events.Count, "event")}{what} {span}{(truncated ? " (of more)" : string.Empty)}: "
            + $"{Count(changes.Count, "change")}, {Count(failed.Count, "failed call")}, {Count(reads, "read")}.";
        return text + Named(" Changes, newest first: ", changes, now, _ => string.Empty) + Named(" Failed: ", failed, now, e => $" with {e.ErrorCode}") + unsearched;
    }

    /// <returns>The role beside its session, whose name says little, such as <c>botocore-session-1764270000</c> or an instance's id.</returns>
    public static string Who(string user, string? role) => role is null ? user : $"{user} (role {role})";

    private static string Named(string heading, List<CloudTrailEvent> events, DateTimeOffset now, Func<CloudTrailEvent, string> more) => events.Count == 0
        ? string.Empty
        : heading
            + string.Join("; ", events.Take(MaxNamed).Select(e => $"{e.Name}{On(e)} by {Who(e.User, e.Role)}{InTheNameOf(e)} at {RelativeTime.Describe(e.At, now)}{more(e)}"))
            + (events.Count > MaxNamed ? $"; and {events.Count - MaxNamed} more." : ".");

    // The first resource is the one that was called upon; the part of an ARN after account and Region is what people call it.
    internal static string On(CloudTrailEvent e) => e.Resources is [var first, ..]
        ? $" on {(first.Split(':', 6) is ["arn", .., var name] ? name : first)}"
        : string.Empty;

    private static string InTheNameOf(CloudTrailEvent e) => e.SourceIdentity is { } identity ? $" (for {identity})" : string.Empty;

    private static string Count(int n, string noun) => n == 1 ? $"1 {noun}" : $"{n} {noun}s";
}
