using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace OpsAgent.AuditVerifier;

/// <summary>The digests of an export: what they sign, what does not hold in them, and what they name.</summary>
internal sealed partial class DigestIndex
{
    private const int MaxGap = 1_000;

    private readonly Dictionary<string, Dictionary<long, (string Hash, long Digest)>> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<DateTimeOffset, long> _byHour = [];
    private readonly ECDsa _key;
    private readonly bool _isPack;

    public DigestIndex(ExportFile export, ECDsa key)
    {
        (_key, _isPack) = (key, export.IsPack);
        (Signed? Digest, string Hash) before = (null, string.Empty);
        Last = FirstOf(export) - 1;
        foreach (var kept in export.Digests)
        {
            if (kept.Number <= Last)
            {
                Invalid(kept, "comes out of order");
                continue;
            }

            for (var missing = Last + 1; !_isPack && missing < kept.Number && missing <= Last + MaxGap; missing++)
            {
                Findings.Add(new Finding("DigestMissing", null, null, missing, $"Digest {missing} is not there, and later ones are."));
            }

            var (digest, problem) = Open(kept);
            problem ??= Name(kept, digest!)
                ?? (kept.Number != Last + 1 || (kept.Number == 1 ? digest!.Previous == new string('0', 64) : before.Digest is null || (digest!.Previous == before.Hash && digest.From == before.Digest.To))
                    ? null : "does not follow the one before");
            if (problem is not null)
            {
                Invalid(kept, problem);
            }

            (Last, before) = (kept.Number, (digest, Verification.HashOf(kept.Body)));
        }
    }

    public List<Finding> Findings { get; } = [];

    /// <summary>The hours of the signed digests, by number.</summary>
    public SortedList<long, Signed> Hours { get; } = [];

    /// <summary>The number of the newest digest, whether it holds or not.</summary>
    public long Last { get; private set; }

    /// <summary>The end of the newest hour that a signed digest covers.</summary>
    public DateTimeOffset? End => Hours.Count == 0 ? null : Hours.Values[^1].To;

    /// <summary>When the hour begins that has no digest yet: each is an hour after the one before.</summary>
    public DateTimeOffset? Next => Hours.Count == 0 ? null : End!.Value.AddHours(Last - Hours.Keys[^1]);

    /// <returns>What is named of a chain, by sequence, and of no other later.</returns>
    public Dictionary<long, (string Hash, long Digest)> Take(string chain) => _named.Remove(Plain().IsMatch(chain) ? chain : Verification.HashOf(chain), out var named) ? named : [];

    public IEnumerable<KeyValuePair<string, Dictionary<long, (string Hash, long Digest)>>> Rest() => _named.OrderBy(n => n.Key, StringComparer.Ordinal);

    /// <returns>The signed digest of the hour, or null. The first begins with the first event.</returns>
    public long? NumberAt(DateTimeOffset? time) => time is not { } at ? null
        : _byHour.TryGetValue(Verification.Hour(at), out var number) ? number
        : Hours.Count > 0 && Hours.Keys[0] == 1 && at < Hours.Values[0].From ? 1 : null;

    // Where hours were asked for, the export begins with the digest of the first of them.
    private static long FirstOf(ExportFile export) => export.From is not { } from || export.Digests is not [var first, ..] ? 1
        : ExportFile.Fields(first.Body) is { } body && ExportFile.Time(body, "from") is { } begin ? Math.Max(1, first.Number - Math.Max(0, (long)(begin - from).TotalHours)) : first.Number;

    private (Signed? Digest, string? Problem) Open(StoredDigest kept)
    {
        // A pack leaves out what names others: such a part stands as its hash.
        var hashes = kept.Parts.Select(p => _isPack && Hash().IsMatch(p) ? p : Verification.HashOf(p));
        return !IsSigned(kept) ? (null, "is not signed by this key")
            : ExportFile.Fields(kept.Body) is not { } body || body.GetProperty("format_version").GetInt32() != 1
                || ExportFile.Time(body, "from") is not { } from || ExportFile.Time(body, "to") is not { } to ? (null, "is of no format that is known")
            : body.GetProperty("number").GetInt64() is var number && number != kept.Number ? (null, $"says that it is number {number}")
            : ExportFile.Own(body, "parts_hash") != Verification.HashOf(string.Concat(hashes.Select(h => h + "\n"))) ? (null, "has other parts than were signed")
            : (new Signed(from, to, ExportFile.Own(body, "previous")!), null);
    }

    private bool IsSigned(StoredDigest kept)
    {
        try
        {
            return _key.VerifyData(Encoding.UTF8.GetBytes(kept.Body), Convert.FromBase64String(kept.Signature), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }

    private string? Name(StoredDigest kept, Signed digest)
    {
        Hours.Add(kept.Number, digest);
        _byHour.TryAdd(digest.From, kept.Number);
        foreach (var line in kept.Parts.Where(p => !_isPack || !Hash().IsMatch(p)).SelectMany(p => p.Split('\n')).Where(l => l.Length > 0))
        {
            if (line.Split(' ') is not [var chain, var sequence, var hash] || !long.TryParse(sequence, CultureInfo.InvariantCulture, out var number) || !Hash().IsMatch(hash))
            {
                return "has parts that cannot be read";
            }

            if (!_named.TryGetValue(chain, out var events))
            {
                _named.Add(chain, events = []);
            }

            events.TryAdd(number, (hash, kept.Number));
        }

        return null;
    }

    private void Invalid(StoredDigest kept, string what) => Findings.Add(new Finding("DigestInvalid", null, null, kept.Number, $"Digest {kept.Number} {what}."));

    [GeneratedRegex(@"\A[A-Za-z0-9-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    [GeneratedRegex(@"\A[0-9a-f]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hash();

    /// <summary>What a digest says of its hour.</summary>
    internal sealed record Signed(DateTimeOffset From, DateTimeOffset To, string Previous);
}
