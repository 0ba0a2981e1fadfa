using System.Text.Json;
using System.Text.Json.Serialization;

namespace Amazon.Lambda.Serialization.SystemTextJson.Converters;

/// <summary>Reads ISO 8601 and, as AWS events often have it, epoch seconds; writes ISO 8601.</summary>
public class DateTimeConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? DateTime.UnixEpoch.AddSeconds(reader.GetDouble())
        : reader.TokenType == JsonTokenType.String && reader.TryGetDateTime(out var time) ? time
        : throw new JsonSerializerException($"Not a date and time: a {reader.TokenType}");

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
