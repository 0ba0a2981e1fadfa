using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

internal static class ChoiceParser
{
    private static readonly string[] Combinations = ["And", "Or", "Not"];

    public static State.Choice Parse(StateFrame frame, FieldReader fields)
    {
        fields.Require("Choices");
        var branches = fields.Objects("Choices").Select(Branch).ToImmutableArray();
        if (branches.IsEmpty && fields.Has("Choices"))
        {
            fields.Refuse("Choices", "must be a non-empty array");
        }

        return new State.Choice(frame, branches, fields.Text("Default"));
    }

    private static ChoiceBranch Branch(FieldReader fields)
    {
        fields.Require("Next");
        return new ChoiceBranch(Rule(fields, nested: false), fields.Text("Next") ?? "");
    }

    private static ChoiceRule Rule(FieldReader fields, bool nested)
    {
        fields.Text("Comment");
        if (!nested)
        {
            fields.Text("Next");
        }

        var combinations = Combinations.Where(fields.Has).ToArray();
        var rule = combinations switch
        {
            [] => Compare(fields),
            ["And"] => new ChoiceRule.And(Inner(fields, "And")),
            ["Or"] => new ChoiceRule.Or(Inner(fields, "Or")),
            ["Not"] => new ChoiceRule.Not(Negated(fields)),
            _ => Nothing(fields, "Only one of [And, Or, Not] may be given"),
        };
        fields.RefuseTheRest();
        return rule;
    }

    private static ImmutableArray<ChoiceRule> Inner(FieldReader fields, string field)
    {
        var rules = fields.Objects(field).Select(inner => Rule(inner, nested: true)).ToImmutableArray();
        if (rules.IsEmpty)
        {
            fields.Refuse(field, "must be a non-empty array of rules");
        }

        return rules;
    }

    private static ChoiceRule Negated(FieldReader fields)
    {
        if (fields.Node("Not") is JsonObject inner)
        {
            return Rule(new FieldReader(inner, fields.At("Not"), fields.Owner, fields.Problems), nested: true);
        }

        return Nothing(fields, "'Not' must hold one rule");
    }

    private static ChoiceRule Compare(FieldReader fields)
    {
        fields.Require("Variable");
        var variable = fields.Path("Variable") ?? JsonPath.Root;
        if (fields.Has("IsPresent"))
        {
            return new ChoiceRule.IsPresent(variable, fields.Flag("IsPresent") ?? true);
        }

        var operators = fields.Names.Where(name => Operator(name).Comparison is not null).ToArray();
        if (operators.Length != 1)
        {
            return Nothing(fields, "Exactly one comparison operator is required");
        }

        var (comparison, ofPath) = Operator(operators[0]);
        if (ofPath)
        {
            return new ChoiceRule.Compare(variable, comparison!, null, fields.Path(operators[0]) ?? JsonPath.Root);
        }

        var other = fields.Node(operators[0]);
        if (!comparison!.Accepts(other))
        {
            fields.Refuse(operators[0], $"cannot be {other.ToJsonText()}");
        }

        return new ChoiceRule.Compare(variable, comparison, other?.DeepClone(), null);
    }

    private static (Comparison? Comparison, bool OfPath) Operator(string name)
    {
        if (Comparisons.Find(name) is { } plain)
        {
            return (plain, false);
        }

        return name.EndsWith("Path", StringComparison.Ordinal) && Comparisons.Find(name[..^4]) is { } byPath && Comparisons.HasPathForm(byPath)
            ? (byPath, true)
            : (null, false);
    }

    private static ChoiceRule.And Nothing(FieldReader fields, string why)
    {
        fields.Problems.Schema($"{why} in {fields.Owner}", fields.Location);
        return new ChoiceRule.And([]);
    }
}
