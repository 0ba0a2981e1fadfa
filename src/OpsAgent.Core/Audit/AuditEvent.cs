using System.Text.Json;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Audit;

/// <summary>
/// One event of a chain. <see cref="Body"/> is its canonical JSON without the hash. <see cref="Hash"/> is the SHA-256 of exactly
/// that text, so a store MUST keep the text and never serialize it again.
/// </summary>
public sealed record AuditEvent(string Chain, long Sequence, string Body, string Hash)
{
    // What events are written with, so that every answer has room around them, and a name means one value.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Days that an event is kept: seven years, two of them leap years at most.</summary>
    public const int RetentionDays = 2557;

    /// <summary>
    /// Whether its store has it deleted at another time than <see cref="EndsAt"/>: then somebody else wrote that. Outside of the
    /// hash. False where nothing deletes it, as in events of earlier versions.
    /// </summary>
    public bool HasOtherEnd { get; init; }

    /// <returns>When it has been kept for long enough, in seconds of 1970; null where its text has no time.</returns>
    public long? EndsAt() =>
        FieldsIfReadable() is { } fields && fields.TryGetProperty("timestamp", out var at) && at.ValueKind is JsonValueKind.String
        && Timestamps.TryParse(at.GetString()!, out var timestamp)
            ? timestamp.ToUnixTimeSeconds() + (RetentionDays * 86_400L)
            : null;

    public JsonElement Fields()
    {
        using var document = JsonDocument.Parse(Body);
        return document.RootElement.Clone();
    }

    /// <returns>Null if the stored text was damaged or replaced by something that is not an event.</returns>
    public JsonElement? FieldsIfReadable()
    {
        try
        {
            using var document = JsonDocument.Parse(Body, Strict);
            return document.RootElement is { ValueKind: JsonValueKind.Object } fields && JsonConversions.IsReadable(fields) ? fields.Clone() : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // Not JSON, half a surrogate pair in the text, or in a name.
            return null;
        }
    }
}
