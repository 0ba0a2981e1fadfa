using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OpsAgent.AuditVerifier;

/// <summary>An event as it was stored; of its body only what is verified.</summary>
/// <param name="Own">SHA-256 of its body: what its hash must be.</param>
/// <param name="Place">What the body says of its place in the chain; null where it is no event.</param>
internal sealed record StoredEvent(string Chain, long Sequence, string Hash, string Own, (string Chain, long Sequence, string Previous)? Place, DateTimeOffset? At, bool HasOtherEnd);

internal sealed record StoredDigest(long Number, string Body, string Signature, IReadOnlyList<string> Parts);

/// <summary>What OpsAgent exports: JSON Lines, CSV (RFC 4180), or the evidence pack of one proposal.</summary>
internal sealed class ExportFile
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    // The proposal whose pack it is, with the digests of its chain alone; null for an export.
    public string? PackOf { get; private set; }

    // The hours that were asked for, null for the beginning and the end, and when it was exported.
    public (DateTimeOffset? From, DateTimeOffset? To, DateTimeOffset? At) Asked { get; private set; }

    public Dictionary<string, List<StoredEvent>> Chains { get; } = [];
    public Dictionary<string, (long Sequence, string Hash)> Heads { get; } = [];
    public List<StoredDigest> Digests { get; } = [];

    public static ExportFile Read(string path)
    {
        var export = new ExportFile();
        using var reader = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var first = reader.Peek() == '{' ? reader.ReadLine() : null;
        if (first is null)
        {
            var names = Row(reader);
            while (Row(reader) is { Count: > 0 } row)
            {
                export.Add(names.Zip(row).ToDictionary(c => c.First, c => c.Second));
            }
        }
        else if (!first.Contains("\"kind\":\"export\"", StringComparison.Ordinal))
        {
            var pack = JsonElement.Parse(first + "\n" + reader.ReadToEnd());
            (export.PackOf, export.Asked) = (Text(pack, "proposal_id") ?? throw new FormatException("it is neither an export nor a pack"), (null, null, Time(pack, "at")));
            pack.GetProperty("audit").EnumerateArray().ToList().ForEach(export.Add);
        }

        for (var line = export.PackOf is null ? first : null; line is not null; line = reader.ReadLine())
        {
            export.Add(JsonElement.Parse(line));
        }

        return export;
    }

    private void Add(JsonElement record)
    {
        var members = record.EnumerateObject().ToDictionary(m => m.Name, m => m.Value.ValueKind is JsonValueKind.String ? m.Value.GetString()! : m.Value.GetRawText());
        members.TryAdd("body", record.GetRawText());
        Add(members);
    }

    private void Add(Dictionary<string, string> record)
    {
        long Number(string name) => long.Parse(record[name], CultureInfo.InvariantCulture);
        switch (record["kind"])
        {
            case "event":
                Add(record["chain"], Number("sequence"), record["body"], record["hash"], record.GetValueOrDefault("other_end") is "true");
                break;
            case "head":
                Heads[record["chain"]] = (Number("sequence"), record["hash"]);
                break;
            case "digest":
                Digests.Add(new StoredDigest(Number("number"), record["body"], record["signature"], [.. JsonElement.Parse(record["parts"]).EnumerateArray().Select(p => p.GetString()!)]));
                break;
            case var kind:
                Asked = kind == "export" && Fields(record["body"]) is { } asked ? (Time(asked, "from"), Time(asked, "to"), Time(asked, "at")) : throw new FormatException($"it has a record of kind {kind}");
                break;
        }
    }

    private void Add(string chain, long sequence, string body, string hash, bool hasOtherEnd)
    {
        var (own, fields) = (Verification.HashOf(body), Fields(body));
        (string, long, string)? place = fields is { } read && Text(read, "chain") is { } of && Text(read, "prev_hash") is { } previous
            && read.TryGetProperty("sequence", out var number) && number.ValueKind is JsonValueKind.Number && number.TryGetInt64(out var position) ? (of, position, previous) : null;
        (Chains.TryGetValue(chain, out var known) ? known : Chains[chain] = []).Add(new StoredEvent(chain, sequence, hash == own ? own : hash, own, place, fields is { } timed ? Time(timed, "timestamp") : null, hasOtherEnd));
    }

    // One row of RFC 4180; none at the end. One leading apostrophe keeps spreadsheets from running a cell, and is no part of it.
    private static List<string> Row(StreamReader reader)
    {
        var (cells, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var c = reader.Read(); c >= 0 || cells.Count > 0; c = reader.Read())
        {
            (c, quoted) = c < 0 ? ('\n', false) : (c, quoted);
            if (c == '"' && quoted && reader.Peek() == '"')
            {
                cell.Append((char)reader.Read());
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c is ',' or '\n' && !quoted)
            {
                cells.Add(cell is { Length: > 0 } && cell[0] == '\'' ? cell.ToString(1, cell.Length - 1) : cell.ToString());
                if (c == '\n')
                {
                    return cells;
                }

                cell.Clear();
            }
            else if (quoted || c != '\r')
            {
                cell.Append((char)c);
            }
        }

        return cells;
    }

    /// <returns>The JSON object, or null where the text is none.</returns>
    public static JsonElement? Fields(string body)
    {
        try
        {
            return JsonElement.Parse(body, Strict) is { ValueKind: JsonValueKind.Object } fields && IsReadable(fields) ? fields : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    // Throws for half a character, which is no text.
    private static bool IsReadable(JsonElement value) => value.ValueKind is JsonValueKind.Object ? value.EnumerateObject().All(m => m.Name is not null && IsReadable(m.Value))
        : value.ValueKind is JsonValueKind.Array ? value.EnumerateArray().All(IsReadable) : value.ValueKind is not JsonValueKind.String || value.GetString() is not null;

    public static DateTimeOffset? Time(JsonElement record, string name) =>
        DateTimeOffset.TryParse(Text(record, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    public static string? Text(JsonElement record, string name) => record.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
