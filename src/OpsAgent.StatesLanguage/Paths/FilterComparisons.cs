using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The operators of a filter by their spelling. A value that is missing equals nothing, so that only <c>!=</c> and <c>nin</c> hold for it.</summary>
internal static class FilterComparisons
{
    public static readonly FrozenDictionary<string, Func<PathResult, PathResult, bool>> ByName =
        new Dictionary<string, Func<PathResult, PathResult, bool>>(StringComparer.OrdinalIgnoreCase)
        {
            ["=="] = AreEqual,
            ["!="] = (left, right) => !AreEqual(left, right),
            ["<"] = (left, right) => Order(left, right) < 0,
            ["<="] = (left, right) => Order(left, right) <= 0,
            [">"] = (left, right) => Order(left, right) > 0,
            [">="] = (left, right) => Order(left, right) >= 0,
            ["in"] = Contains,
            ["nin"] = (left, right) => !Contains(left, right),
            ["contains"] = (left, right) => left.Value.IsString(out var text) && right.Value.IsString(out var part)
                ? text.Contains(part, StringComparison.Ordinal)
                : Contains(right, left),
            ["size"] = (left, right) => SizeOf(left.Value) is { } size && right.Value.IsWholeNumber(out var expected) && size == expected,
            ["empty"] = (left, right) => SizeOf(left.Value) is { } size && right.Value.IsBoolean(out var expected) && (size == 0) == expected,
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static bool AreEqual(PathResult left, PathResult right) => left.Found && right.Found && AreEqual(left.Value, right.Value);

    // A number and a text are equal if the text is that number.
    private static bool AreEqual(JsonNode? left, JsonNode? right)
    {
        if (left.IsNumber() && right.IsNumber())
        {
            return left.TryDecimal(out var a) && right.TryDecimal(out var b) ? a == b : left.AsDouble().Equals(right.AsDouble());
        }

        if (left.IsNumber() && right.IsString(out var text))
        {
            return left.TryDecimal(out var number) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) && number == parsed;
        }

        return left.IsString(out var word) && right.IsNumber() ? word == right.ToJsonText() : JsonNode.DeepEquals(left, right);
    }

    private static int? Order(PathResult left, PathResult right)
    {
        if (left.Value.IsNumber() && right.Value.IsNumber())
        {
            return left.Value.TryDecimal(out var a) && right.Value.TryDecimal(out var b)
                ? a.CompareTo(b)
                : left.Value.AsDouble().CompareTo(right.Value.AsDouble());
        }

        return left.Value.IsString(out var text) && right.Value.IsString(out var other) ? string.CompareOrdinal(text, other) : null;
    }

    private static bool Contains(PathResult item, PathResult items) =>
        item.Found && items.Value is JsonArray list && list.Any(candidate => AreEqual(item.Value, candidate));

    private static int? SizeOf(JsonNode? value) => value switch
    {
        JsonArray items => items.Count,
        JsonObject members => members.Count,
        _ => value.IsString(out var text) ? text.Length : null,
    };
}
