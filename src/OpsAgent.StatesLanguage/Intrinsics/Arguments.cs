using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Typed access to the arguments of an intrinsic function; each method throws <see cref="IntrinsicArgumentException"/> for another type.</summary>
internal static class Arguments
{
    public static JsonArray Array(this IReadOnlyList<JsonNode?> arguments, int index) =>
        arguments[index] as JsonArray ?? throw TypeError(arguments, index, "an array");

    public static JsonObject Object(this IReadOnlyList<JsonNode?> arguments, int index) =>
        arguments[index] as JsonObject ?? throw TypeError(arguments, index, "a JSON object");

    public static string Text(this IReadOnlyList<JsonNode?> arguments, int index) =>
        arguments[index].IsString(out var text) ? text : throw TypeError(arguments, index, "a string");

    public static bool Boolean(this IReadOnlyList<JsonNode?> arguments, int index) =>
        arguments[index].IsBoolean(out var flag) ? flag : throw TypeError(arguments, index, "a boolean");

    /// <summary>A number; a fraction is rounded to the nearest integer, its half upwards, as recorded on AWS (<c>-1.5</c> is -1).</summary>
    public static long Integer(this IReadOnlyList<JsonNode?> arguments, int index)
    {
        if (!arguments[index].IsNumber())
        {
            throw TypeError(arguments, index, "a number");
        }

        if (arguments[index].IsWholeNumber(out var integer))
        {
            return integer;
        }

        var number = arguments[index].AsDouble();
        var floor = Math.Floor(number);
        var rounded = number - floor >= 0.5 ? floor + 1 : floor;
        return Math.Abs(rounded) < long.MaxValue ? (long)rounded : throw TypeError(arguments, index, "a number of at most 64 bits");
    }

    private static IntrinsicArgumentException TypeError(IReadOnlyList<JsonNode?> arguments, int index, string expected) =>
        new($"Argument {(index + 1).ToString(CultureInfo.InvariantCulture)} must be {expected}, but was '{arguments[index].ToJsonText()}'");
}
