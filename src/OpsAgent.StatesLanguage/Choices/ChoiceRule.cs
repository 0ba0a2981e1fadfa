using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>A condition of a Choice state.</summary>
internal abstract record ChoiceRule
{
    private ChoiceRule()
    {
    }

    internal sealed record And(ImmutableArray<ChoiceRule> Rules) : ChoiceRule;

    internal sealed record Or(ImmutableArray<ChoiceRule> Rules) : ChoiceRule;

    internal sealed record Not(ChoiceRule Rule) : ChoiceRule;

    /// <summary><see cref="OtherPath"/> when the operator ends in <c>Path</c>, else <see cref="Other"/>.</summary>
    internal sealed record Compare(JsonPath Variable, Comparison Comparison, JsonNode? Other, JsonPath? OtherPath) : ChoiceRule;

    internal sealed record IsPresent(JsonPath Variable, bool Expected) : ChoiceRule;
}
