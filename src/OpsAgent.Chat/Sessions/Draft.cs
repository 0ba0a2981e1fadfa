using System.Text.Json;
using System.Text.Json.Serialization;

using OpsAgent.Core.Cards;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Sessions;

/// <summary>A change, a record or a post that a person was shown whole and has not confirmed. It does nothing by itself and is spent once.</summary>
/// <param name="Id">A lower-case ULID; what is done with the draft is done under it once, however often it is confirmed.</param>
/// <param name="Operation">An operation's wire name.</param>
/// <param name="Parameters">Exactly what is sent when it is confirmed, a JSON object.</param>
/// <param name="ExpiresAt">Five minutes after it was shown.</param>
public sealed record Draft(
    string Id, string Operation, JsonElement Parameters, [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset ExpiresAt)
{
    /// <summary>Of a change: the hash of the plan that was shown; else null.</summary>
    public string? PlanHash { get; init; }

    /// <summary>Whether the card is the last thing that was shown: then the word yes alone confirms it too.</summary>
    public bool IsLast { get; init; }

    /// <summary>What was before the change as it was shown, to tell what changed meanwhile; null for a record or a post.</summary>
    public IReadOnlyList<CardField>? Before { get; init; }

    /// <summary>What came of it once it was confirmed: a proposal's id, or what was done in a sentence; null until then.</summary>
    public string? Became { get; init; }
}
