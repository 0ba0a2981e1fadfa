using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpsAgent.Core.Primitives;

/// <summary>JSON timestamps in the format of <see cref="Timestamps"/>.</summary>
public sealed class TimestampConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Timestamps.TryParse(reader.GetString() ?? string.Empty, out var moment) ? moment : throw new JsonException("not a moment");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Timestamps.Text(value));
}
