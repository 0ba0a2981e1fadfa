using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Every comparison operator of the JSONPath language. Values of another type than the operator's never match.</summary>
internal static class Comparisons
{
    private static readonly (string Suffix, Func<int, bool> Holds)[] Orders =
    [
        ("Equals", order => order == 0),
        ("LessThan", order => order < 0),
        ("GreaterThan", order => order > 0),
        ("LessThanEquals", order => order <= 0),
        ("GreaterThanEquals", order => order >= 0),
    ];

    private static readonly FrozenDictionary<string, Comparison> ByName = All().ToFrozenDictionary(comparison => comparison.Name);

    public static Comparison? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>StringMatches and the type tests have no <c>Path</c> form.</summary>
    public static bool HasPathForm(Comparison comparison) => comparison.Name != "StringMatches" && !comparison.Name.StartsWith("Is", StringComparison.Ordinal);

    private static IEnumerable<Comparison> All()
    {
        foreach (var (suffix, holds) in Orders)
        {
            yield return Ordered("String" + suffix, IsText, CompareText, holds);
            yield return Ordered("Numeric" + suffix, node => node.IsNumber(), CompareNumbers, holds);
            yield return Ordered("Timestamp" + suffix, Timestamps.Is, Timestamps.Compare, holds);
        }

        yield return new Comparison("BooleanEquals", IsBool, (value, other) =>
            value.IsBoolean(out var left) && other.IsBoolean(out var right) && left == right);
        yield return new Comparison("StringMatches", IsText, (value, other) =>
            value.IsString(out var text) && other.IsString(out var pattern) && Wildcard.Matches(pattern, text));
        yield return TypeTest("IsNull", value => value is null);
        yield return TypeTest("IsNumeric", value => value.IsNumber());
        yield return TypeTest("IsString", IsText);
        yield return TypeTest("IsBoolean", IsBool);
        yield return TypeTest("IsTimestamp", Timestamps.Is);
    }

    private static Comparison Ordered(
        string name, Func<JsonNode?, bool> isKind, Func<JsonNode?, JsonNode?, int> compare, Func<int, bool> holds) =>
        new(name, isKind, (value, other) => isKind(value) && isKind(other) && holds(compare(value, other)));

    private static Comparison TypeTest(string name, Func<JsonNode?, bool> test) =>
        new(name, IsBool, (value, expected) => expected.IsBoolean(out var wanted) && test(value) == wanted);

    private static bool IsText(JsonNode? node) => node.IsString(out _);

    private static bool IsBool(JsonNode? node) => node.IsBoolean(out _);

    private static int CompareText(JsonNode? left, JsonNode? right) =>
        string.CompareOrdinal(left!.GetValue<string>(), right!.GetValue<string>());

    private static int CompareNumbers(JsonNode? left, JsonNode? right) =>
        left.TryDecimal(out var a) && right.TryDecimal(out var b) ? a.CompareTo(b) : left.AsDouble().CompareTo(right.AsDouble());
}
