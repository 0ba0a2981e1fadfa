namespace OpsAgent.Core.Audit.Digests;

/// <summary>
/// The events that signed digests name, by chain: 48 bytes for each, and about 200 for each chain. The digests come in order; what
/// does not hold in them is a finding, and what one names that is not signed counts as not named.
/// </summary>
internal sealed class DigestIndex(DigestSeal seal, long first, List<AuditFinding> findings)
{
    // Of a table that lost its newest thousand digests, each is not named again.
    private const int MaxGap = 1_000;

    private readonly Dictionary<string, List<NamedEvent>> _named = new(StringComparer.Ordinal);
    private readonly List<Hour> _hours = [];
    private (long Number, AuditDigest? Digest, string Hash) _last = (first - 1, null, AuditDigest.NoPrevious);

    /// <summary>How many digests there are, whether they hold or not.</summary>
    public int Count { get; private set; }

    /// <summary>The end of the newest hour that a signed digest covers; null where there is none.</summary>
    public DateTimeOffset? End => _hours.Count == 0 ? null : _hours[^1].To;

    /// <summary>The end of the hour of the newest digest, whether it holds or not: each is an hour after the one before.</summary>
    public DateTimeOffset? ExpectedEnd => End + TimeSpan.FromHours(_hours.Count == 0 ? 0 : _last.Number - _hours[^1].Number);

    public long NextNumber => _last.Number + 1;

    /// <summary>The chains that are named and were not taken yet.</summary>
    public IReadOnlyCollection<string> Chains => _named.Keys;

    public void Add(SignedDigest kept)
    {
        Count++;
        if (kept.Number <= _last.Number)
        {
            findings.Add(Invalid(kept, "comes out of order"));
            return;
        }

        for (var missing = _last.Number + 1; missing < kept.Number && missing <= _last.Number + MaxGap; missing++)
        {
            findings.Add(new AuditFinding(AuditFindingKind.DigestMissing, null, null, missing, $"Digest {missing} is not there, and later ones are."));
        }

        var (digest, problem) = seal.Open(kept);
        problem ??= NameEvents(digest!, kept) ?? (Follows(digest!) ? null : "does not follow the one before");
        if (problem is { } wrong)
        {
            findings.Add(Invalid(kept, wrong));
        }

        _last = (kept.Number, digest, DigestPart.HashOf(kept.Body));
    }

    /// <returns>What is named of a chain, by sequence, as the first digest says that names it; asked for once.</returns>
    public IReadOnlyDictionary<long, NamedEvent> Take(string chain)
    {
        var events = new Dictionary<long, NamedEvent>();
        if (_named.Remove(DigestPart.NameOf(chain), out var named))
        {
            foreach (var link in named)
            {
                events.TryAdd(link.Sequence, link);
            }
        }

        return events;
    }

    /// <returns>The signed digest of the hour, or null.</returns>
    public long? NumberAt(DateTimeOffset time)
    {
        var (low, high) = (0, _hours.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (time < _hours[middle].From)
            {
                high = middle - 1;
            }
            else if (time >= _hours[middle].To)
            {
                low = middle + 1;
            }
            else
            {
                return _hours[middle].Number;
            }
        }

        // The first digest begins with the first event.
        return _hours is [{ Number: 1 } oldest, ..] && time < oldest.From ? 1 : null;
    }

    /// <summary>The first moment of a signed digest's hour.</summary>
    public DateTimeOffset StartOf(long number) => _hours[_hours.BinarySearch(new Hour(number, default, default), Comparer<Hour>.Create((a, b) => a.Number.CompareTo(b.Number)))].From;

    private bool Follows(AuditDigest digest) =>
        digest.Number != _last.Number + 1
        || (digest.Number == 1 ? digest.Previous == AuditDigest.NoPrevious
            : _last.Digest is not { } last || (digest.Previous == _last.Hash && digest.From == last.To));

    private string? NameEvents(AuditDigest digest, SignedDigest kept)
    {
        _hours.Add(new Hour(digest.Number, digest.From, digest.To));
        return kept.Parts.All(p => DigestPart.TryRead(p, (chain, sequence, hash) => Name(chain, new NamedEvent(sequence, hash, digest.Number))))
            ? null
            : "has parts that cannot be read";
    }

    private void Name(string chain, NamedEvent link)
    {
        if (!_named.TryGetValue(chain, out var events))
        {
            _named.Add(chain, events = []);
        }

        events.Add(link);
    }

    private static AuditFinding Invalid(SignedDigest kept, string what) => new(AuditFindingKind.DigestInvalid, null, null, kept.Number, $"Digest {kept.Number} {what}.");

    private readonly record struct Hour(long Number, DateTimeOffset From, DateTimeOffset To);
}

/// <summary>An event as a signed digest names it.</summary>
internal readonly record struct NamedEvent(long Sequence, NamedHash Hash, long Digest);
