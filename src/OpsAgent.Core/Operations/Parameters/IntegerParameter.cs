using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsAgent.Core.Operations.Parameters;

/// <summary>A whole number within bounds. Digits in a string pass too: query parameters are strings.</summary>
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
        var isWhole = given.ValueKind switch
        {
            JsonValueKind.Number => given.TryGetInt32(out var number) ? (true, number) : (false, 0),
            // The parser passes over NULs at the end.
            JsonValueKind.String => given.GetString()!.Trim() is var text && !text.Contains('\0', StringComparison.Ordinal)
                && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) ? (true, parsed) : (false, 0),
            _ => (false, 0),
        };
        broken = isWhole is (true, var value) && value >= Minimum && value <= Maximum ? null : Rule;
        return broken is null ? isWhole.Item2 : null;
    }
}
