using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

internal static class ChoiceEvaluator
{
    public static bool Evaluate(ChoiceRule rule, DataScope scope) => rule switch
    {
        ChoiceRule.And all => all.Rules.All(inner => Evaluate(inner, scope)),
        ChoiceRule.Or any => any.Rules.Any(inner => Evaluate(inner, scope)),
        ChoiceRule.Not not => !Evaluate(not.Rule, scope),
        ChoiceRule.IsPresent present => scope.Read(present.Variable).Found == present.Expected,
        ChoiceRule.Compare compare => compare.Operator.Evaluate(
            ReadVariable(compare.Variable, scope), compare.OperandPath is { } path ? ReadVariable(path, scope) : compare.Operand),
        _ => throw new InvalidOperationException("A rule of an unknown kind."),
    };

    private static JsonNode? ReadVariable(JsonPath path, DataScope scope)
    {
        var result = scope.Read(path);
        return result.Found
            ? result.Value
            : throw new StateErrorException(
                ErrorNames.Runtime, $"Invalid path '{path.Text}': The choice state's condition path references an invalid value.");
    }
}
