using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

internal static class ChoiceEvaluator
{
    public static bool Holds(ChoiceRule rule, DataScope scope) => rule switch
    {
        ChoiceRule.And all => all.Rules.All(inner => Holds(inner, scope)),
        ChoiceRule.Or any => any.Rules.Any(inner => Holds(inner, scope)),
        ChoiceRule.Not not => !Holds(not.Rule, scope),
        ChoiceRule.IsPresent present => scope.Read(present.Variable).Found == present.Expected,
        ChoiceRule.Compare compare => compare.Comparison.Holds(
            Value(compare.Variable, scope), compare.OtherPath is { } path ? Value(path, scope) : compare.Other),
        _ => throw new InvalidOperationException("A rule of an unknown kind."),
    };

    private static JsonNode? Value(JsonPath path, DataScope scope)
    {
        var result = scope.Read(path);
        return result.Found
            ? result.Value
            : throw new StateErrorException(
                ErrorNames.Runtime, $"Invalid path '{path.Text}': The choice state's condition path references an invalid value.");
    }
}
