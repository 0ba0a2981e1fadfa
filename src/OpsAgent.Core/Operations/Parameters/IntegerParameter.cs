using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsAgent.Core.Operations.Parameters;

/// <summary>A whole number within bounds, also as <c>5.0</c> or <c>5e0</c>. Digits in a string pass too: query parameters are strings.</summary>
public sealed class IntegerParameter(string name, string description) : Parameter(name, description)
{
    public required int Minimum { get; init; }

    public required int Maximum { get; init; }

    public int? DefaultValue { get; init; }

    public override string? Default => DefaultValue?.ToString(CultureInfo.InvariantCulture);

    public override string Rule => $"a whole number from {Minimum} to {Maximum}";

    public override JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = "integer", ["minimum"] = Minimum, ["maximum"] = Maximum };
        if (DefaultValue is { } otherwise)
        {
            schema["default"] = otherwise;
        }

        return schema;
    }

    internal override JsonNode? Read(JsonElement given, out string? broken)
    {
        decimal? value = given.ValueKind switch
        {
            JsonValueKind.Number => given.TryGetDecimal(out var number) ? number : null,
            // The parser passes over NULs at the end.
            JsonValueKind.String => given.GetString()!.Trim() is var text && !text.Contains('\0', StringComparison.Ordinal)
                && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var parsed) ? parsed : null,
            _ => null,
        };
        broken = value is { } whole && decimal.IsInteger(whole) && whole >= Minimum && whole <= Maximum ? null : Rule;
        return broken is null ? (int)value!.Value : null;
    }
}
