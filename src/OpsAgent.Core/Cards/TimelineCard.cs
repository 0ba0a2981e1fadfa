namespace OpsAgent.Core.Cards;

/// <summary>What happened when, newest first.</summary>
public sealed record TimelineCard : Card
{
    public required IReadOnlyList<TimelineEntry> Entries { get; init; }

    /// <summary>Whether there was more than these.</summary>
    public bool Truncated { get; init; }
}
