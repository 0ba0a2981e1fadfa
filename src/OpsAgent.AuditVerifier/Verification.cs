using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OpsAgent.AuditVerifier;

/// <summary>One thing that does not hold.</summary>
/// <param name="Kind">EventChanged, EventMissing, EventAdded, ChainBroken, DigestInvalid or DigestMissing.</param>
internal sealed record Finding(string Kind, string? Chain, long? Sequence, long? Digest, string Text);

/// <summary>
/// Holds an export against itself and the public key. A signed digest an hour names every event of the hour by its hash, and has the
/// hash of the digest before. What happened after the newest digest is held by the chains and their heads alone.
/// </summary>
internal sealed class Verification
{
    // Whoever claims a number must not have a million findings printed.
    private const int MaxGap = 1_000;
    private const int RetentionDays = 2557;
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(10);

    private readonly ExportFile _export;
    private readonly DigestIndex _digests;
    private readonly DateTimeOffset _now;
    private readonly List<Finding> _findings = [];
    private int _events, _proved, _aged, _fresh, _undigested;

    private Verification(ExportFile export, DigestIndex digests, DateTimeOffset now) => (_export, _digests, _now) = (export, digests, now);

    public IReadOnlyList<Finding> Findings => _findings;

    public static Verification Of(ExportFile export, ECDsa key, DateTimeOffset? now)
    {
        var at = now ?? export.At ?? throw new FormatException("the export does not say when it was made: give --now");
        var verification = new Verification(export, new DigestIndex(export, key), at);
        verification.Run();
        return verification;
    }

    public string Summary() => string.Create(CultureInfo.InvariantCulture, $"""
        {(_findings.Count == 0 ? "Everything holds" : $"{_findings.Count} findings")}, as of {_now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC: {_export.Digests.Count} digests, {_events} events.
        {_proved} events are as a signed digest names them. {_aged} were deleted after the {RetentionDays} days for which they are kept.
        {_fresh} happened after the newest digest{(_digests.End is { } end ? $" ({end.UtcDateTime:yyyy-MM-dd HH:mm} UTC)" : string.Empty)}, and {_undigested} in hours whose digest is not there: they are held by their chains and heads alone.
        """);

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private void Run()
    {
        _findings.AddRange(_digests.Findings);
        foreach (var chain in _export.Chains.Keys.Union(_export.Heads.Keys).Order(StringComparer.Ordinal))
        {
            Check(chain, _export.Chains.GetValueOrDefault(chain, []), _export.Heads.TryGetValue(chain, out var head) ? head : null, _digests.Take(chain));
        }

        foreach (var (chain, named) in _digests.Rest())
        {
            Check(chain, [], null, named);
        }

        var end = _digests.Next ?? _export.Chains.Values.SelectMany(c => c).Min(e => e.At) is { } first ? Hour(_digests.Next ?? first).AddHours(1) : (DateTimeOffset?)null;
        if (!_export.IsPack && end + TimeSpan.FromMinutes(70) <= _now && (_export.To is null || end <= _export.To))
        {
            _findings.Add(new Finding("DigestMissing", null, null, _digests.Last + 1, $"Digest {_digests.Last + 1} is not there, and none since."));
        }
    }

    private void Check(string chain, List<StoredEvent> events, (long Sequence, string Hash)? head, Dictionary<long, (string Hash, long Digest)> named)
    {
        _events += events.Count;
        var stored = new Dictionary<long, StoredEvent>();
        foreach (var twice in events.Where(e => e.Sequence < 1 || !stored.TryAdd(e.Sequence, e)))
        {
            Add("ChainBroken", chain, twice.Sequence, null, twice.Sequence < 1 ? "has no place in a chain" : "is there twice");
        }

        // What the next event may say of the one before it; null where that is not known.
        string[]? previous = [new string('0', 64)];
        var (last, isBeyond) = (0L, false);
        foreach (var place in stored.Keys.Concat(named.Keys).Append(head?.Sequence ?? 0).Where(p => p > 0).Distinct().Order())
        {
            for (var gap = last + 1; gap < place && gap <= last + MaxGap; gap++)
            {
                previous = Miss(chain, gap, named);
            }

            previous = stored.TryGetValue(place, out var link) ? Check(link, head, named, previous, ref isBeyond) : Miss(chain, place, named);
            last = place;
        }
    }

    private string[]? Miss(string chain, long sequence, Dictionary<long, (string Hash, long Digest)> named)
    {
        if (!named.TryGetValue(sequence, out var name))
        {
            Add("EventMissing", chain, sequence, null, "is not there, and its chain goes on");
            return null;
        }

        if (_digests.Hours[name.Digest].From.AddDays(RetentionDays) <= _now)
        {
            _aged++;
        }
        else
        {
            Add("EventMissing", chain, sequence, name.Digest, "is not there");
        }

        return [name.Hash];
    }

    private string[] Check(StoredEvent link, (long Sequence, string Hash)? head, Dictionary<long, (string Hash, long Digest)> names, string[]? previous, ref bool isBeyond)
    {
        (string Hash, long Digest)? named = names.TryGetValue(link.Sequence, out var name) ? name : null;
        string[] known = named is { } of ? [of.Hash] : [link.Hash, link.Own];
        var (kind, digest, text) =
            link.Hash != link.Own ? ("EventChanged", named?.Digest, "does not have the hash that is kept with it")
            : named is { } signed && signed.Hash != link.Own ? ("EventChanged", signed.Digest, $"is not what digest {signed.Digest} says")
            : named is null && _digests.NumberAt(link.At) is { } hour ? ("EventAdded", hour, $"is not in digest {hour}, which names every event of its hour")
            : link.Place is not { } place ? ("ChainBroken", null, "is not an audit event")
            : place.Chain != link.Chain ? ("ChainBroken", null, "belongs to another chain")
            : place.Sequence != link.Sequence ? ("ChainBroken", null, "was moved")
            : previous?.Contains(place.Previous) is false ? ("ChainBroken", null, "does not follow the event before it")
            : link.HasOtherEnd ? ("EventChanged", named?.Digest, $"is to be deleted at another time than {RetentionDays} days after it happened")
            : head is { } own && link.Sequence == own.Sequence && !known.Contains(own.Hash) ? ("ChainBroken", null, "is not the one that the chain's head says")
            : !isBeyond && link.Sequence > head?.Sequence && !(named is null && link.At + Settled > _now) ? ("ChainBroken", (long?)null, $"is there, but the chain's head says {head?.Sequence}")
            : (null, null, string.Empty);
        if (kind is not null)
        {
            isBeyond |= link.Sequence > head?.Sequence && text.StartsWith("is there", StringComparison.Ordinal);
            Add(kind, link.Chain, link.Sequence, digest, text);
        }

        _ = kind is not null ? 0 : named is not null ? ++_proved : link.At >= _digests.Next ? ++_fresh : ++_undigested;
        return known;
    }

    private void Add(string kind, string chain, long sequence, long? digest, string text) => _findings.Add(new Finding(kind, chain, sequence, digest, $"Event {sequence} of {chain} {text}."));

    internal static DateTimeOffset Hour(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
}
