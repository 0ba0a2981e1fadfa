using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpsAgent.Core.Operations;

/// <summary>SHA-256 of a <see cref="ChangePlan"/>, 64 lower-case hex characters. Not a secret.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct PlanHash(string Value)
{
    /// <summary>The first eight characters: shown wherever somebody decides.</summary>
    public string Short => Value[..8];

    /// <returns>True for the whole hash or its first eight (or more) characters, in either case.</returns>
    public bool Matches(string? given) =>
        given is { Length: >= 8 and <= 64 } && Value.StartsWith(given.ToLowerInvariant(), StringComparison.Ordinal);

    public override string ToString() => Value;

    public sealed class Converter : JsonConverter<PlanHash>
    {
        public override PlanHash Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, PlanHash value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Value);
    }
}
