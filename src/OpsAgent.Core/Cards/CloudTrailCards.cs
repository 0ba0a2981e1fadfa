using System.Text.Json;

namespace OpsAgent.Core.Cards;

/// <summary>CloudTrail's events as a timeline.</summary>
internal static class CloudTrailCards
{
    public static IReadOnlyList<Card> Of(JsonElement details)
    {
        var events = details.Items("events");
        return
        [
            new TimelineCard
            {
                Title = $"CloudTrail, last {details.Text("time_window")}",
                Tone = Tone.Neutral,
                Entries = [.. events.Where(e => e.At("time") is not null).Select(Entry)],
                Truncated = details.Flag("truncated"),
            },
        ];
    }

    private static TimelineEntry Entry(JsonElement e) => new(
        e.At("time")!.Value,
        e.Text("error_code") is { } error ? $"{e.Text("event_name")} failed: {error}" : e.Text("event_name") ?? "event",
        e.Text("source_identity") is { } identity ? $"{e.Text("user")} (for {identity})" : e.Text("user"),
        Where(e),
        e.Text("error_code") is not null ? Tone.Bad : e.Flag("read_only") ? Tone.Ok : Tone.Neutral);

    private static string Where(JsonElement e)
    {
        // The part of an ARN after account and Region is what people call it.
        var names = e.Texts("resources").Select(r => r.Split(':', 6) is ["arn", .., var name] ? name : r).ToList();
        return string.Join(", ", names.Append($"from {e.Text("source_ip")}"));
    }
}
