using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>A Choice Rule of a Choice state.</summary>
internal abstract record ChoiceRule
{
    private ChoiceRule()
    {
    }

    internal sealed record And(ImmutableArray<ChoiceRule> Rules) : ChoiceRule;

    internal sealed record Or(ImmutableArray<ChoiceRule> Rules) : ChoiceRule;

    internal sealed record Not(ChoiceRule Rule) : ChoiceRule;

    /// <summary><see cref="OperandPath"/> when the operator ends in <c>Path</c>, else <see cref="Operand"/>.</summary>
    internal sealed record Compare(JsonPath Variable, ComparisonOperator Operator, JsonNode? Operand, JsonPath? OperandPath) : ChoiceRule;

    internal sealed record IsPresent(JsonPath Variable, bool Expected) : ChoiceRule;
}
