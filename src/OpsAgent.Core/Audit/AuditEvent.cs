using System.Text.Json;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Audit;

/// <summary>
/// One event of a chain. <see cref="Body"/> is its canonical JSON without the hash. <see cref="Hash"/> is the SHA-256 of exactly
/// that text, so a store MUST keep the text and never serialize it again.
/// </summary>
public sealed record AuditEvent(string Chain, long Sequence, string Body, string Hash)
{
    public JsonElement Fields()
    {
        using var document = JsonDocument.Parse(Body);
        return document.RootElement.Clone();
    }

    /// <returns>Null if the stored text was replaced by something that is not an event.</returns>
    public JsonElement? FieldsIfReadable()
    {
        try
        {
            return Fields() is { ValueKind: JsonValueKind.Object } fields && JsonConversions.IsReadable(fields) ? fields : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
