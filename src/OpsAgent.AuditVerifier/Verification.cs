using System.Security.Cryptography;
using System.Text;

namespace OpsAgent.AuditVerifier;

/// <summary>One thing that does not hold: EventChanged, EventMissing, EventAdded, ChainBroken, DigestInvalid or DigestMissing.</summary>
internal sealed record Finding(string Kind, string? Chain, long? Sequence, long? Digest, string Text);

/// <summary>Holds an export against itself and the public key: each hour's signed digest names every event by its hash, and has the hash of the digest before.</summary>
internal sealed class Verification
{
    // Whoever claims a number must not have a million findings printed.
    public const int MaxGap = 1_000;
    private const int RetentionDays = 2557;

    // What stands for the event or the digest before the first.
    public static readonly string Nothing = new('0', 64);

    private readonly ExportFile _export;
    private readonly DigestIndex _digests;
    private readonly DateTimeOffset _now;
    private int _events, _proved, _aged, _fresh, _undigested;

    public Verification(ExportFile export, ECDsa key, DateTimeOffset? now)
    {
        (_export, _digests, _now) = (export, new DigestIndex(export, key), now ?? export.Asked.At ?? throw new FormatException("it does not say when it was made: give --now"));
        Findings.AddRange(_digests.Findings);
        foreach (var chain in ChainsOf(export).Order(StringComparer.Ordinal))
        {
            Check(chain, export.Chains.GetValueOrDefault(chain, []), export.Heads.TryGetValue(chain, out var head) ? head : null);
        }

        _digests.Rest().FindAll(_ => export.PackOf is null).ForEach(chain => Check(chain, [], null));

        // A digest is made ten minutes after its hour; one run may fail.
        var hour = export.Digests.Count > 0 ? _digests.Next : export.Chains.Values.SelectMany(c => c).Min(e => e.At) is { } first ? HourOf(first) : null;
        if (export.PackOf is null && hour + TimeSpan.FromMinutes(130) <= _now && !(hour >= export.Asked.To))
        {
            Findings.Add(new Finding("DigestMissing", null, null, _digests.Last + 1, $"Digest {_digests.Last + 1} is not there, and none since."));
        }
    }

    public List<Finding> Findings { get; } = [];

    public string Summary() => $"""
        {(Findings.Count == 0 ? "Everything holds" : $"Findings: {Findings.Count}")}, as of {_now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, in {_export.Digests.Count} digests and {_events} events.
        {_proved} events are as a signed digest names them. {_aged} are gone after the {RetentionDays} days for which they are kept.
        {_fresh} happened after the newest digest, and {_undigested} in hours without a digest that holds: their chains and heads alone hold them.
        """;

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public static DateTimeOffset HourOf(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    private static IEnumerable<string> ChainsOf(ExportFile export) => export.PackOf is { } one ? [one] : export.Chains.Keys.Union(export.Heads.Keys);

    private void Check(string chain, List<StoredEvent> events, (long Sequence, string Hash)? head)
    {
        var (named, stored, last, isBeyond) = (_digests.Take(chain), new Dictionary<long, StoredEvent>(), 0L, false);
        _events += events.Count;
        foreach (var twice in events.Where(e => e.Sequence < 1 || !stored.TryAdd(e.Sequence, e)))
        {
            Add("ChainBroken", chain, twice.Sequence, null, twice.Sequence < 1 ? "has no place in a chain" : "is there twice");
        }

        // What the next event may say of the one before it; null where that is not known.
        string[]? previous = [Nothing];
        foreach (var place in stored.Keys.Concat(named.Keys).Append(head?.Sequence ?? 0).Where(p => p > 0).Distinct().Order())
        {
            for (var gap = last + 1; gap < place && gap <= last + MaxGap; gap++)
            {
                previous = Miss(chain, gap, named);
            }

            (previous, last) = (stored.TryGetValue(place, out var link) ? Check(link, head, named, previous, ref isBeyond) : Miss(chain, place, named), place);
        }
    }

    private string[]? Miss(string chain, long sequence, Dictionary<long, (string Hash, long Digest)> names)
    {
        if (!names.TryGetValue(sequence, out var named))
        {
            Add("EventMissing", chain, sequence, null, "is not there, and its chain goes on");
            return null;
        }

        var isAged = _digests.Hours[named.Digest].From.AddDays(RetentionDays) <= _now && ++_aged > 0;
        Add(isAged ? string.Empty : "EventMissing", chain, sequence, named.Digest, "is not there");
        return [named.Hash];
    }

    private string[] Check(StoredEvent link, (long Sequence, string Hash)? head, Dictionary<long, (string Hash, long Digest)> names, string[]? previous, ref bool isBeyond)
    {
        (string Hash, long Digest)? named = names.TryGetValue(link.Sequence, out var name) ? name : null;
        string[] known = named is { } of ? [of.Hash] : [link.Hash, link.Own];

        // An event may have been added after the head was read.
        var isNew = named is null && link.At + TimeSpan.FromMinutes(10) > _now;
        (string Kind, long? Digest, string Text) fault =
            link.Hash != link.Own ? ("EventChanged", named?.Digest, "does not have the hash that is kept with it")
            : named is { } signed && signed.Hash != link.Own ? ("EventChanged", signed.Digest, $"is not what digest {signed.Digest} says")
            : named is null && _digests.NumberAt(link.At) is { } hour ? ("EventAdded", hour, $"is not in digest {hour}, which names every event of its hour")
            : link.Place is not { } place ? ("ChainBroken", null, "is not an audit event")
            : place.Chain != link.Chain ? ("ChainBroken", null, "belongs to another chain")
            : place.Sequence != link.Sequence ? ("ChainBroken", null, "was moved")
            : previous?.Contains(place.Previous) is false ? ("ChainBroken", null, "does not follow the event before it")
            : link.HasOtherEnd ? ("EventChanged", named?.Digest, $"is to be deleted at another time than {RetentionDays} days after it happened")
            : head is { } own && link.Sequence == own.Sequence && !known.Contains(own.Hash) ? ("ChainBroken", null, "is not the one that the chain's head says")
            : !isBeyond && !isNew && link.Sequence > head?.Sequence && (isBeyond = true) ? ("ChainBroken", null, $"is there, but the chain's head says {head?.Sequence}")
            : (string.Empty, null, string.Empty);
        _ = fault.Kind.Length > 0 ? 0 : named is not null ? ++_proved : link.At >= _digests.Next ? ++_fresh : ++_undigested;
        Add(fault.Kind, link.Chain, link.Sequence, fault.Digest, fault.Text);
        return known;
    }

    private void Add(string kind, string chain, long sequence, long? digest, string text) =>
        Findings.AddRange(kind.Length == 0 ? [] : [new Finding(kind, chain, sequence, digest, $"Event {sequence} of {chain} {text}.")]);
}
