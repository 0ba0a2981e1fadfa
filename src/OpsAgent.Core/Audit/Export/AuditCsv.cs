using System.Globalization;
using System.Text.Json;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Audit.Export;

/// <summary>
/// An export as CSV (RFC 4180), for spreadsheets: the columns of <see cref="AuditJsonLines"/> and a few that people read. What a
/// spreadsheet would run as a formula has an apostrophe before it, which takes nothing away: whoever verifies leaves it out again.
/// </summary>
public static class AuditCsv
{
    private static readonly string[] Readable = ["timestamp", "event_type", "user_id", "operation", "target", "outcome"];

    public static string Header { get; } = Row(["kind", "chain", "sequence", "number", .. Readable, "body", "hash", "signature", "parts", "other_end"]);

    /// <returns>The record's row without its line break.</returns>
    public static string Of(AuditRecord record) => record switch
    {
        AuditRecord.Event { Stored: var stored } => Row(["event", stored.Chain, Number(stored.Sequence), null, .. Fields(stored), stored.Body, stored.Hash, null, null, stored.HasOtherEnd ? "true" : null]),
        AuditRecord.Head { Chain: var chain, Stored: var head } => Row(["head", chain, Number(head.Sequence), null, .. Nothing, null, head.Hash, null, null, null]),
        AuditRecord.Digest { Stored: var digest } => Row(["digest", null, null, Number(digest.Number), .. Nothing, digest.Body, null, digest.Signature, PartsOf(record), null]),
        _ => Row(["export", null, null, null, .. Nothing, AuditJsonLines.Of(record), null, null, null, null]),
    };

    /// <returns>The text as a cell, quoted, and inert where a spreadsheet would run it: undone by leaving out one leading apostrophe.</returns>
    public static string Cell(string? text) =>
        text is null or "" ? string.Empty : $"\"{(IsInert(text) ? string.Empty : "'")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string?[] Nothing { get; } = new string?[Readable.Length];

    private static string Row(IEnumerable<string?> cells) => string.Join(',', cells.Select(Cell));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    // The parts are one cell, as in the record's JSON.
    private static string PartsOf(AuditRecord digest)
    {
        using var record = JsonDocument.Parse(AuditJsonLines.Of(digest));
        return record.RootElement.GetProperty("parts").GetRawText();
    }

    private static IEnumerable<string?> Fields(AuditEvent stored)
    {
        var fields = stored.FieldsIfReadable();
        return Readable.Select(name => fields is { } read && read.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null);
    }

    // Spreadsheets pass over blanks and invisible characters before a formula, and take the wide forms of its first character too.
    private static bool IsInert(string text)
    {
        if (text[0] is '\t' or '\r' or '\n' or '\'')
        {
            return false;
        }

        var first = text.FirstOrDefault(c => !char.IsWhiteSpace(c) && CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format));
        return first is not ('=' or '+' or '-' or '@' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20' or '\u2212');
    }
}
