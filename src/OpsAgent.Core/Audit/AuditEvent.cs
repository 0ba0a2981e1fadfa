using System.Text.Json;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Audit;

/// <summary>
/// One link of a chain. <see cref="Body"/> is its canonical JSON without the hash; the hash is taken over exactly
/// that text, so a store keeps the text as it is and never writes it anew from fields.
/// </summary>
public sealed record AuditEvent(string Chain, long Sequence, string Body, string Hash)
{
    public JsonElement Fields()
    {
        using var document = JsonDocument.Parse(Body);
        return document.RootElement.Clone();
    }

    /// <returns>Null where somebody wrote another text into its place, which no longer is an event.</returns>
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
