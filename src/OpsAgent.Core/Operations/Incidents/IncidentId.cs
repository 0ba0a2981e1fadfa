using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace OpsAgent.Core.Operations.Incidents;

/// <summary><c>INC-2026-0001</c>: the year in UTC, and a number of at least four digits that counts up within it.</summary>
[JsonConverter(typeof(Converter))]
public readonly partial record struct IncidentId
{
    private IncidentId(string value) => Value = value;

    public string Value { get; }

    public static IncidentId Of(int year, long number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        return new IncidentId(string.Create(CultureInfo.InvariantCulture, $"INC-{year:d4}-{number:d4}"));
    }

    public static IncidentId? TryParse(string? text) =>
        text?.Trim().ToUpperInvariant() is { } id && Form().IsMatch(id) ? new IncidentId(id) : null;

    public int Year => int.Parse(Value.AsSpan(4, 4), CultureInfo.InvariantCulture);

    public long Number => long.Parse(Value.AsSpan(9), CultureInfo.InvariantCulture);

    public override string ToString() => Value;

    // A number of more than four digits has no zero in front: one id has one text.
    [GeneratedRegex(@"\AINC-[0-9]{4}-([0-9]{4}|[1-9][0-9]{4,11})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    public sealed class Converter : JsonConverter<IncidentId>
    {
        public override IncidentId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParse(reader.GetString()) ?? throw new JsonException("not an incident id");

        public override void Write(Utf8JsonWriter writer, IncidentId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
