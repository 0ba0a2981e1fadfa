using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OpsAgent.AuditVerifier;

/// <summary>What a signed digest says of its hour.</summary>
internal sealed record DigestHour(DateTimeOffset From, DateTimeOffset To, string Previous);

/// <summary>The digests of an export: what they sign, what does not hold in them, and which events they name.</summary>
internal sealed class DigestIndex
{
    private readonly Dictionary<string, Dictionary<long, (string Hash, long Digest)>> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<DateTimeOffset, long> _byHour = [];
    private readonly ECDsa _key;
    private readonly bool _isPack;

    public DigestIndex(ExportFile export, ECDsa key)
    {
        (_key, _isPack, Last) = (key, export.PackOf is not null, FirstOf(export) - 1);
        var hash = string.Empty;
        foreach (var kept in export.Digests)
        {
            for (var missing = Last + 1; !_isPack && missing < kept.Number && missing <= Last + Verification.MaxGap; missing++)
            {
                Add("DigestMissing", missing, "is not there, and later ones are");
            }

            var before = Hours.GetValueOrDefault(Last);
            var (hour, problem) = kept.Number <= Last ? (null, "comes out of order") : Open(kept);
            var follows = kept.Number != Last + 1 || hour is null || (kept.Number == 1 ? hour.Previous == Verification.Nothing
                : before is null || (hour.Previous == hash && hour.From == before.To));
            problem ??= Name(kept, hour!) ?? (follows ? null : "does not follow the one before");
            Add("DigestInvalid", kept.Number, problem);
            (Last, hash) = kept.Number <= Last ? (Last, hash) : (kept.Number, Verification.HashOf(kept.Body));
        }
    }

    public List<Finding> Findings { get; } = [];
    // The hours of the digests that are signed, by number.
    public SortedList<long, DigestHour> Hours { get; } = [];
    // The number of the newest digest, whether it holds or not.
    public long Last { get; private set; }
    // When the first hour begins that has no digest yet: each is an hour after the one before.
    public DateTimeOffset? Next => Hours.Count == 0 ? null : Hours.Values[^1].To.AddHours(Last - Hours.Keys[^1]);

    /// <returns>What is named of a chain, by sequence; asked for once. A chain whose name could be taken for more than one stands as its hash.</returns>
    public Dictionary<long, (string Hash, long Digest)> Take(string chain) =>
        _named.Remove(chain.Length is > 0 and <= 64 && chain.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? chain : Verification.HashOf(chain), out var named) ? named : [];

    public List<string> Rest() => [.. _named.Keys.Order(StringComparer.Ordinal)];

    /// <returns>The signed digest of the hour, or null. The first begins with the first event.</returns>
    public long? NumberAt(DateTimeOffset? time) => time is not { } at ? null
        : _byHour.TryGetValue(Verification.HourOf(at), out var number) ? number
        : Hours.Count > 0 && Hours.Keys[0] == 1 && at < Hours.Values[0].From ? 1 : null;

    // Where hours were asked for, the export begins with the digest of the first of them.
    private static long FirstOf(ExportFile export) => export.Asked.From is not { } from || export.Digests is not [var first, ..] ? 1
        : ExportFile.Fields(first.Body) is { } body && ExportFile.Time(body, "from") is { } begin ? Math.Max(1, first.Number - Math.Max(0, (long)(begin - from).TotalHours)) : first.Number;

    private (DigestHour? Hour, string? Problem) Open(StoredDigest kept)
    {
        // A pack leaves out what names others: such a part stands as its hash.
        var hashes = kept.Parts.Select(p => (_isPack && IsHash(p) ? p : Verification.HashOf(p)) + "\n");
        return !IsSigned(kept, new byte[256]) ? (null, "is not signed by this key")
            : ExportFile.Fields(kept.Body) is not { } body || body.GetProperty("format_version").GetInt32() != 1
                || ExportFile.Time(body, "from") is not { } from || ExportFile.Time(body, "to") is not { } to ? (null, "is of no format that is known")
            : body.GetProperty("number").GetInt64() != kept.Number ? (null, "says that it has another number")
            : ExportFile.Text(body, "parts_hash") != Verification.HashOf(string.Concat(hashes)) ? (null, "has other parts than were signed")
            : (new DigestHour(from, to, ExportFile.Text(body, "previous")!), null);
    }

    private bool IsSigned(StoredDigest kept, byte[] signature) => Convert.TryFromBase64String(kept.Signature, signature, out var length)
        && _key.VerifyData(Encoding.UTF8.GetBytes(kept.Body), signature.AsSpan(0, length), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    private string? Name(StoredDigest kept, DigestHour hour)
    {
        Hours.Add(kept.Number, hour);
        _byHour.TryAdd(hour.From, kept.Number);
        foreach (var line in kept.Parts.Where(p => !_isPack || !IsHash(p)).SelectMany(p => p.Split('\n')).Where(l => l.Length > 0))
        {
            if (line.Split(' ') is not [var chain, var sequence, var hash] || !long.TryParse(sequence, CultureInfo.InvariantCulture, out var number) || !IsHash(hash))
            {
                return "has parts that cannot be read";
            }

            var events = _named.TryGetValue(chain, out var known) ? known : _named[chain] = [];
            events.TryAdd(number, (hash, kept.Number));
        }

        return null;
    }

    private void Add(string kind, long number, string? problem) => Findings.AddRange(problem is null ? [] : [new Finding(kind, null, null, number, $"Digest {number} {problem}.")]);

    private static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);
}
