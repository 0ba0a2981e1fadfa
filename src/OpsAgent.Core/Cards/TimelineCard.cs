using System.Text.Json.Serialization;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Cards;

/// <summary>What happened when, newest first.</summary>
public sealed record TimelineCard : Card
{
    public required IReadOnlyList<TimelineEntry> Entries { get; init; }

    /// <summary>Whether there was more than these.</summary>
    public bool Truncated { get; init; }
}

/// <param name="At">When it happened.</param>
/// <param name="Title">What, such as the API call.</param>
/// <param name="By">Who, or null.</param>
/// <param name="Text">On what and from where, or null.</param>
/// <param name="Tone">Bad for a call that failed, neutral for a change, ok for a read.</param>
public sealed record TimelineEntry(
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset At, string Title, string? By, string? Text, Tone Tone);
