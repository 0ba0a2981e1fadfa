using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OpsAgent.Core.Primitives;

/// <summary>Reads the records that stores keep as JSON. One that is damaged, or that a newer version wrote, is unreadable as a whole.</summary>
public static class StoredJson
{
    /// <summary>Core's types read strictly: what a record must have is there, and not null.</summary>
    public static CoreJson Core { get; } = new(new JsonSerializerOptions(CoreJson.Default.Options)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    });

    /// <exception cref="UnreadableRecordException">The record is unreadable.</exception>
    public static T Read<T>(string? body, JsonTypeInfo<T> type)
        where T : class => TryRead(body, type, out var record) ? record : throw new UnreadableRecordException(typeof(T).Name.ToLowerInvariant());

    /// <returns>False when the text is not a whole record of this type.</returns>
    public static bool TryRead<T>(string? body, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? record)
        where T : class
    {
        try
        {
            record = body is null ? null : JsonSerializer.Deserialize(body, type);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException or FormatException or ArgumentException or OverflowException)
        {
            record = null;
        }

        return record is not null;
    }
}
