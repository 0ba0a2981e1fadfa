using OpsAgent.Core.Cards;

namespace OpsAgent.Core.Operations.CloudTrail;

/// <summary>CloudTrail events as a timeline: failed calls bad, changes neutral, reads ok.</summary>
internal static class CloudTrailCards
{
    public static IReadOnlyList<Card> Of(CloudTrailSearch search) =>
    [
        new TimelineCard
        {
            Title = search.TimeWindow is { } window ? $"CloudTrail, last {window}"
                : $"CloudTrail, {search.StartTime.UtcDateTime:yyyy-MM-dd HH:mm} to {search.EndTime.UtcDateTime:yyyy-MM-dd HH:mm} UTC",
            Tone = Tone.Neutral,
            Entries = [.. search.Events.Select(Entry)],
            Truncated = search.Truncated,
        },
    ];

    private static TimelineEntry Entry(CloudTrailEventDetails e) => new(
        e.Time,
        e.ErrorCode is { } error ? $"{e.EventName} failed: {error}" : e.EventName,
        e.SourceIdentity is { } identity ? $"{e.User} (for {identity})" : CloudTrailSummary.Who(e.User, e.Role),
        Where(e),
        e.ErrorCode is not null ? Tone.Bad : e.ReadOnly ? Tone.Ok : Tone.Neutral);

    private static string Where(CloudTrailEventDetails e)
    {
        // The part of an ARN after account and Region is what people call it.
        var names = e.Resources.Select(r => r.Split(':', 6) is ["arn", .., var name] ? name : r);
        return string.Join(", ", names.Append($"from {e.SourceIp}"));
    }
}
