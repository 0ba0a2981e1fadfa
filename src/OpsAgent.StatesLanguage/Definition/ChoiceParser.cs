using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

internal static class ChoiceParser
{
    private static readonly string[] BooleanOperators = ["And", "Or", "Not"];

    public static State.Choice Parse(StateFields commonFields, FieldReader fields)
    {
        fields.Require("Choices");
        var branches = fields.Objects("Choices").Select(Branch).ToImmutableArray();
        if (branches.IsEmpty && fields.Has("Choices"))
        {
            fields.AddError("Choices", "must be a non-empty array");
        }

        return new State.Choice(commonFields, branches, fields.Text("Default"));
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

        var booleanOperators = BooleanOperators.Where(fields.Has).ToArray();
        var rule = booleanOperators switch
        {
            [] => Compare(fields),
            ["And"] => new ChoiceRule.And(NestedRules(fields, "And")),
            ["Or"] => new ChoiceRule.Or(NestedRules(fields, "Or")),
            ["Not"] => new ChoiceRule.Not(NotOperand(fields)),
            _ => Invalid(fields, "Only one of [And, Or, Not] may be given"),
        };
        fields.RejectUnknownFields();
        return rule;
    }

    private static ImmutableArray<ChoiceRule> NestedRules(FieldReader fields, string field)
    {
        var rules = fields.Objects(field).Select(inner => Rule(inner, nested: true)).ToImmutableArray();
        if (rules.IsEmpty)
        {
            fields.AddError(field, "must be a non-empty array of rules");
        }

        return rules;
    }

    private static ChoiceRule NotOperand(FieldReader fields)
    {
        if (fields.Node("Not") is JsonObject inner)
        {
            return Rule(new FieldReader(inner, fields.LocationOf("Not"), fields.Owner, fields.Errors), nested: true);
        }

        return Invalid(fields, "'Not' must hold one rule");
    }

    private static ChoiceRule Compare(FieldReader fields)
    {
        fields.Require("Variable");
        var variable = fields.Path("Variable") ?? JsonPath.Root;
        if (fields.Has("IsPresent"))
        {
            return new ChoiceRule.IsPresent(variable, fields.Boolean("IsPresent") ?? true);
        }

        var operators = fields.Names.Where(name => FindOperator(name).Operator is not null).ToArray();
        if (operators.Length != 1)
        {
            return Invalid(fields, "Exactly one comparison operator is required");
        }

        var (comparison, isPathForm) = FindOperator(operators[0]);
        if (isPathForm)
        {
            return new ChoiceRule.Compare(variable, comparison!, null, fields.ReferencePath(operators[0]) ?? JsonPath.Root);
        }

        var operand = fields.Node(operators[0]);
        if (!comparison!.AcceptsOperand(operand))
        {
            fields.AddError(operators[0], $"cannot be {operand.ToJsonText()}");
        }

        fields.WarnOfPath(operators[0]);

        return new ChoiceRule.Compare(variable, comparison, operand?.DeepClone(), null);
    }

    private static (ComparisonOperator? Operator, bool IsPathForm) FindOperator(string name)
    {
        if (ComparisonOperators.Find(name) is { } plain)
        {
            return (plain, false);
        }

        return name.EndsWith("Path", StringComparison.Ordinal) && ComparisonOperators.Find(name[..^4]) is { } byPath && ComparisonOperators.HasPathForm(byPath)
            ? (byPath, true)
            : (null, false);
    }

    // Stands in for the rule, so that parsing goes on and finds further errors.
    private static ChoiceRule.And Invalid(FieldReader fields, string problem)
    {
        fields.Errors.AddSchemaError($"{problem} in {fields.Owner}", fields.Location);
        return new ChoiceRule.And([]);
    }
}
