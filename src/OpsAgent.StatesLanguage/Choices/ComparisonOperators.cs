using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Every comparison operator. A value of another type than the operator's never matches.</summary>
internal static class ComparisonOperators
{
    private static readonly (string Suffix, Func<int, bool> IsMatch)[] Orderings =
    [
        ("Equals", order => order == 0),
        ("LessThan", order => order < 0),
        ("GreaterThan", order => order > 0),
        ("LessThanEquals", order => order <= 0),
        ("GreaterThanEquals", order => order >= 0),
    ];

    private static readonly FrozenDictionary<string, ComparisonOperator> ByName = All().ToFrozenDictionary(comparison => comparison.Name);

    public static ComparisonOperator? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>StringMatches and the type tests have no <c>Path</c> form.</summary>
    public static bool HasPathForm(ComparisonOperator comparison) => comparison.Name != "StringMatches" && !comparison.Name.StartsWith("Is", StringComparison.Ordinal);

    private static IEnumerable<ComparisonOperator> All()
    {
        foreach (var (suffix, isMatch) in Orderings)
        {
            yield return Ordered("String" + suffix, IsText, CompareText, isMatch);
            yield return Ordered("Numeric" + suffix, node => node.IsNumber(), CompareNumbers, isMatch);
            yield return Ordered("Timestamp" + suffix, Timestamps.IsTimestamp, Timestamps.Compare, isMatch);
        }

        yield return new ComparisonOperator("BooleanEquals", IsBool, (value, operand) =>
            value.IsBoolean(out var left) && operand.IsBoolean(out var right) && left == right);
        yield return new ComparisonOperator("StringMatches", IsText, (value, operand) =>
            value.IsString(out var text) && operand.IsString(out var pattern) && StringMatches.IsMatch(pattern, text));
        yield return TypeTest("IsNull", value => value is null);
        yield return TypeTest("IsNumeric", value => value.IsNumber());
        yield return TypeTest("IsString", IsText);
        yield return TypeTest("IsBoolean", IsBool);
        yield return TypeTest("IsTimestamp", Timestamps.IsTimestamp);
    }

    private static ComparisonOperator Ordered(
        string name, Func<JsonNode?, bool> isType, Func<JsonNode?, JsonNode?, int> compare, Func<int, bool> isMatch) =>
        new(name, isType, (value, operand) => isType(value) && isType(operand) && isMatch(compare(value, operand)));

    private static ComparisonOperator TypeTest(string name, Func<JsonNode?, bool> test) =>
        new(name, IsBool, (value, operand) => operand.IsBoolean(out var expected) && test(value) == expected);

    private static bool IsText(JsonNode? node) => node.IsString(out _);

    private static bool IsBool(JsonNode? node) => node.IsBoolean(out _);

    private static int CompareText(JsonNode? left, JsonNode? right) =>
        string.CompareOrdinal(left!.GetValue<string>(), right!.GetValue<string>());

    private static int CompareNumbers(JsonNode? left, JsonNode? right) =>
        left.TryDecimal(out var a) && right.TryDecimal(out var b) ? a.CompareTo(b) : left.AsDouble().CompareTo(right.AsDouble());
}
