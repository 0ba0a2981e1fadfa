using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Audit.Export;

/// <summary>An export as JSON Lines: one JSON object a record, with what is stored as it stands.</summary>
public static class AuditJsonLines
{
    // Nothing shows it as HTML, and bodies are JSON full of quotes.
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The record without a line feed.</returns>
    public static string Of(AuditRecord record)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Relaxed))
        {
            json.WriteStartObject();
            Write(json, record);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, AuditRecord record)
    {
        switch (record)
        {
            case AuditRecord.Opening opening:
                json.WriteString("kind", "export");
                json.WriteNumber("format", AuditRecord.Opening.Format);
                json.WriteString("environment", opening.Environment);
                json.WriteString("from", opening.From is { } from ? Timestamps.Text(from) : null);
                json.WriteString("to", opening.To is { } to ? Timestamps.Text(to) : null);
                json.WriteString("at", Timestamps.Text(opening.At));
                break;
            case AuditRecord.Event { Stored: var stored }:
                json.WriteString("kind", "event");
                json.WriteString("chain", stored.Chain);
                json.WriteNumber("sequence", stored.Sequence);
                json.WriteString("body", stored.Body);
                json.WriteString("hash", stored.Hash);
                if (stored.HasOtherEnd)
                {
                    json.WriteBoolean("other_end", true);
                }

                break;
            case AuditRecord.Head { Chain: var chain, Stored: var head }:
                json.WriteString("kind", "head");
                json.WriteString("chain", chain);
                json.WriteNumber("sequence", head.Sequence);
                json.WriteString("hash", head.Hash);
                break;
            case AuditRecord.Digest { Stored: var digest }:
                json.WriteString("kind", "digest");
                json.WriteNumber("number", digest.Number);
                json.WriteString("body", digest.Body);
                json.WriteString("signature", digest.Signature);
                json.WriteStartArray("parts");
                foreach (var part in digest.Parts)
                {
                    json.WriteStringValue(part);
                }

                json.WriteEndArray();
                break;
        }
    }
}
