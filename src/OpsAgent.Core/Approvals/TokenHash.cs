using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpsAgent.Core.Approvals;

/// <summary>SHA-256 of an approval token, 64 lower-case hex characters: the only form of it that is stored.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct TokenHash(string Value)
{
    public sealed class Converter : JsonConverter<TokenHash>
    {
        public override TokenHash Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, TokenHash value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Value);
    }
}
