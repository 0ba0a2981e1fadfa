using System.Text.Json.Serialization;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Cards;

/// <summary>
/// A change, a record or a post as it was understood, with one button that sends <see cref="DraftId"/> back. The title is what
/// will be done, in one sentence; nothing is done, proposed, recorded or posted until then.
/// </summary>
public sealed record DraftCard : Card
{
    public required string DraftId { get; init; }

    /// <summary>The operation's wire name.</summary>
    public required string Operation { get; init; }

    /// <summary>The exact target: an instance id with its name, cluster/service, a channel; null where there is none.</summary>
    public string? Target { get; init; }

    /// <summary>What is now, as far as the change touches it; empty for a record or a post.</summary>
    public IReadOnlyList<CardField> Before { get; init; } = [];

    /// <summary>What will be.</summary>
    public IReadOnlyList<CardField> After { get; init; } = [];

    /// <summary>Every other parameter, whole: severity, summary, links, text.</summary>
    public IReadOnlyList<CardField> Fields { get; init; } = [];

    /// <summary>Why, in the person's words; null for a record or a post.</summary>
    public string? Reason { get; init; }

    /// <summary>How numbers were worked out, what was not understood, what else moves the target: a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary><c>low</c>, <c>medium</c>, <c>high</c>, as far as it is known before the proposal is validated; null for a record or a post.</summary>
    public string? RiskLevel { get; init; }

    public IReadOnlyList<string> RiskReasons { get; init; } = [];

    /// <summary>Who will have to approve, in a sentence; null for a record or a post.</summary>
    public string? WhoMayDecide { get; init; }

    /// <summary>The button's words: <c>Propose</c>, <c>Record</c> or <c>Post</c>.</summary>
    public required string Confirm { get; init; }

    [JsonConverter(typeof(TimestampConverter))]
    public required DateTimeOffset ExpiresAt { get; init; }
}
