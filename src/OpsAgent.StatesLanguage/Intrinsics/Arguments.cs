using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Typed access to the arguments of a call.</summary>
internal static class Arguments
{
    public static JsonArray Array(this IReadOnlyList<JsonNode?> arguments, int at) =>
        arguments[at] as JsonArray ?? throw Wrong(arguments, at, "an array");

    public static JsonObject Object(this IReadOnlyList<JsonNode?> arguments, int at) =>
        arguments[at] as JsonObject ?? throw Wrong(arguments, at, "a JSON object");

    public static string Text(this IReadOnlyList<JsonNode?> arguments, int at) =>
        arguments[at].IsString(out var text) ? text : throw Wrong(arguments, at, "a string");

    public static bool Flag(this IReadOnlyList<JsonNode?> arguments, int at) =>
        arguments[at].IsBoolean(out var flag) ? flag : throw Wrong(arguments, at, "a boolean");

    /// <summary>A number; one that is not whole is rounded to the nearest, as the documentation says.</summary>
    public static long Whole(this IReadOnlyList<JsonNode?> arguments, int at)
    {
        if (!arguments[at].IsNumber())
        {
            throw Wrong(arguments, at, "a number");
        }

        var value = Math.Round(arguments[at].AsDouble(), MidpointRounding.AwayFromZero);
        return Math.Abs(value) <= 1L << 53 ? (long)value : throw Wrong(arguments, at, "a number of at most 53 bits");
    }

    private static IntrinsicArgumentException Wrong(IReadOnlyList<JsonNode?> arguments, int at, string wanted) =>
        new($"Argument {(at + 1).ToString(CultureInfo.InvariantCulture)} must be {wanted}, but was '{arguments[at].ToJsonText()}'");
}
