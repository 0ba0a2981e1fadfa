using System.Text.Json;
using System.Text.Json.Serialization;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Sessions;

/// <summary>A change, a record or a post that a person was shown whole and has not confirmed. It does nothing by itself and is spent once.</summary>
/// <param name="Id">A lower-case ULID; what is done with the draft is done under it once, however often it is confirmed.</param>
/// <param name="Operation">An operation's wire name.</param>
/// <param name="Parameters">Exactly what is sent when it is confirmed, a JSON object.</param>
/// <param name="PlanHash">Of a change: the hash of the plan that was shown; else null.</param>
/// <param name="ExpiresAt">Five minutes after it was shown.</param>
public sealed record Draft(
    string Id, string Operation, JsonElement Parameters, string? PlanHash, [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset ExpiresAt)
{
    /// <summary>Whether the card is the last thing that was shown: then the word yes alone confirms it too.</summary>
    public bool IsLast { get; init; }
}
