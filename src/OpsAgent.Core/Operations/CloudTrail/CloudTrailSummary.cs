using OpsAgent.Core.Operations.CloudWatch;

namespace OpsAgent.Core.Operations.CloudTrail;

/// <summary>What a colleague would say about events: what changed, then what was refused, then that people looked.</summary>
internal static class CloudTrailSummary
{
    private const int MaxNamed = 5;

    private static readonly string[] ReadingVerbs =
        ["Describe", "Get", "List", "Lookup", "Head", "BatchGet", "Search", "Query", "Scan", "Select", "Filter", "Preview", "Simulate", "View", "AssumeRole"];

    /// <returns>True when the call changed nothing even where it succeeded, by AWS's verbs.</returns>
    public static bool IsRead(CloudTrailEvent e) => ReadingVerbs.Any(v => e.Name.StartsWith(v, StringComparison.Ordinal));

    public static string Of(IReadOnlyList<CloudTrailEvent> events, bool truncated, string what, string window, DateTimeOffset now)
    {
        var span = $"the last {TimeWindow.Describe(window)}";
        if (events.Count == 0)
        {
            return $"CloudTrail has no events{what} in {span}. CloudTrail is up to 15 minutes late: look again for something that has just happened.";
        }

        var failed = events.Where(e => e.ErrorCode is not null).ToList();
        var changes = events.Where(e => e.ErrorCode is null && !IsRead(e)).ToList();
        var reads = events.Count - failed.Count - changes.Count;
        var text = $"{Count(events.Count, "event")}{what} in {span}{(truncated ? " (of more)" : string.Empty)}: "
            + $"{Count(changes.Count, "change")}, {Count(failed.Count, "failed call")}, {Count(reads, "read")}.";
        return text + Named(" Changes, newest first: ", changes, now, _ => string.Empty) + Named(" Failed: ", failed, now, e => $" with {e.ErrorCode}");
    }

    private static string Named(string heading, List<CloudTrailEvent> events, DateTimeOffset now, Func<CloudTrailEvent, string> more) => events.Count == 0
        ? string.Empty
        : heading
            + string.Join("; ", events.Take(MaxNamed).Select(e => $"{e.Name}{On(e)} by {e.User}{InTheNameOf(e)} at {RelativeTime.Describe(e.At, now)}{more(e)}"))
            + (events.Count > MaxNamed ? $"; and {events.Count - MaxNamed} more." : ".");

    // The first resource is the one that was called upon; the part of an ARN after account and Region is what people call it.
    private static string On(CloudTrailEvent e) => e.Resources is [var first, ..]
        ? $" on {(first.Split(':', 6) is ["arn", .., var name] ? name : first)}"
        : string.Empty;

    private static string InTheNameOf(CloudTrailEvent e) => e.SourceIdentity is { } identity ? $" (for {identity})" : string.Empty;

    private static string Count(int n, string noun) => n == 1 ? $"1 {noun}" : $"{n} {noun}s";
}
