using System.Collections.Immutable;
using System.Text.Json.Serialization;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Guardrails.Policies;

/// <summary>By which policy a proposal was last checked, and on which facts: for approvers, for the back-test and for the evidence.</summary>
/// <param name="PolicyHash"><see cref="WritePolicy.Hash"/>.</param>
/// <param name="Rules">The names of the rules that matched.</param>
/// <param name="Tags">The target's tags then.</param>
/// <param name="Count">The change in numbers, or null.</param>
public sealed record PolicyRecord(
    string PolicyHash,
    ImmutableArray<string> Rules,
    ImmutableSortedDictionary<string, string> Tags,
    // Written where it is null too: what a constructor takes must be there to be read.
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] CountChange? Count,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset At)
{
    /// <summary>How many resources carried the target's value of a tag, by its name; null where no rule asked for that.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, int>? Peers { get; init; }
}
