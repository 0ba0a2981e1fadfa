using System.Text.Json;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Audit.Digests;

/// <summary>
/// One chain as it is stored, held against what digests name of it, its own hashes and its head. An event has one finding at most,
/// the first that applies of: not its own hash, not the one that its digest names, not named by the digest of its hour, not of this
/// place, not following the one before, to be deleted at another time, not the head's, beyond the head.
/// </summary>
internal sealed class ChainCheck(string chain, AuditHead? head, DigestIndex digests, DateTimeOffset now, List<AuditFinding> findings)
{
    // Somebody's head may say any number.
    private const int MaxGap = 1_000;

    // Of an event, until its head must be seen, which is read at another time.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(10);

    private readonly IReadOnlyDictionary<long, NamedEvent> _named = digests.Take(chain);
    private bool _isBeyondHead;

    /// <summary>Events that are as their digest names them.</summary>
    public int Proved { get; private set; }

    /// <summary>Events that a digest names, that are gone, and that had been kept for long enough.</summary>
    public int Aged { get; private set; }

    /// <summary>Events that happened after the hour of the newest digest.</summary>
    public int Fresh { get; private set; }

    /// <summary>Events of an hour whose digest is missing, does not hold, or was not given.</summary>
    public int Undigested { get; private set; }

    /// <param name="events">As stored, in any order.</param>
    public void Run(IReadOnlyList<AuditEvent> events)
    {
        var stored = new Dictionary<long, AuditEvent>();
        foreach (var link in events.Where(e => e.Sequence < 1 || !stored.TryAdd(e.Sequence, e)))
        {
            Add(AuditFindingKind.ChainBroken, link.Sequence, null, link.Sequence < 1 ? "has no place in a chain" : "is there twice");
        }

        // What the next event must say of the one before it; null where that is not known.
        NamedHash[]? previous = [NamedHash.Of(AuditHead.Start.Hash)];
        var last = 0L;
        foreach (var place in stored.Keys.Concat(_named.Keys).Append(head?.Sequence ?? 0).Where(p => p > 0).Distinct().Order())
        {
            for (var gap = last + 1; gap < place && gap <= last + MaxGap; gap++)
            {
                previous = Miss(gap);
            }

            previous = stored.TryGetValue(place, out var link) ? Check(link, previous) : Miss(place);
            last = place;
        }
    }

    private NamedHash[]? Miss(long sequence)
    {
        if (!_named.TryGetValue(sequence, out var named))
        {
            Add(AuditFindingKind.EventMissing, sequence, null, "is not there, and its chain goes on");
            return null;
        }

        if (digests.StartOf(named.Digest).AddDays(AuditEvent.RetentionDays) <= now)
        {
            Aged++;
        }
        else
        {
            Add(AuditFindingKind.EventMissing, sequence, named.Digest, "is not there");
        }

        return [named.Hash];
    }

    private NamedHash[] Check(AuditEvent link, NamedHash[]? previous)
    {
        var own = CanonicalJson.Hash(link.Body);
        var named = _named.TryGetValue(link.Sequence, out var name) ? name : (NamedEvent?)null;
        NamedHash[] known = named is { } digested ? [digested.Hash] : [NamedHash.Of(link.Hash), NamedHash.Of(own)];
        var fault = ProblemOf(link, own, named, previous, known);
        if (fault is { } found)
        {
            Add(found.Kind, link.Sequence, found.Kind is AuditFindingKind.ChainBroken ? null : found.Digest, found.Text);
        }
        else if (named is not null)
        {
            Proved++;
        }
        else if (TimeOf(link) >= digests.ExpectedEnd)
        {
            Fresh++;
        }
        else
        {
            Undigested++;
        }

        return known;
    }

    private (AuditFindingKind Kind, long? Digest, string Text)? ProblemOf(
        AuditEvent link, string own, NamedEvent? named, NamedHash[]? previous, NamedHash[] known)
    {
        if (link.Hash != own)
        {
            return (AuditFindingKind.EventChanged, named?.Digest, "does not have the hash that is kept with it");
        }

        if (named is { } digested && digested.Hash != NamedHash.Of(own))
        {
            return (AuditFindingKind.EventChanged, digested.Digest, $"is not what digest {digested.Digest} says");
        }

        if (named is null && TimeOf(link) is { } time && digests.NumberAt(time) is { } hour)
        {
            return (AuditFindingKind.EventAdded, hour, $"is not in digest {hour}, which names every event of its hour");
        }

        if (AuditChain.PositionIn(link) is not { } position)
        {
            return (AuditFindingKind.ChainBroken, null, "is not an audit event");
        }

        return position.Chain != chain ? (AuditFindingKind.ChainBroken, null, "belongs to another chain")
            : position.Sequence != link.Sequence ? (AuditFindingKind.ChainBroken, null, "was moved")
            : previous?.Contains(NamedHash.Of(position.Previous)) is false ? (AuditFindingKind.ChainBroken, null, "does not follow the event before it")
            : link.HasOtherEnd ? (AuditFindingKind.EventChanged, named?.Digest, $"is to be deleted at another time than {AuditEvent.RetentionDays} days after it happened")
            : HeadProblem(link, named, known);
    }

    private (AuditFindingKind Kind, long? Digest, string Text)? HeadProblem(AuditEvent link, NamedEvent? named, NamedHash[] known)
    {
        if (head is not null && link.Sequence == head.Sequence && !known.Contains(NamedHash.Of(head.Hash)))
        {
            return (AuditFindingKind.ChainBroken, null, "is not the one that the chain's head says");
        }

        // The events behind the first follow it.
        if (head is null || link.Sequence <= head.Sequence || _isBeyondHead || (named is null && TimeOf(link) + Settled > now))
        {
            return null;
        }

        _isBeyondHead = true;
        return (AuditFindingKind.ChainBroken, null, $"is there, but the chain's head says {head.Sequence}");
    }

    private void Add(AuditFindingKind kind, long sequence, long? digest, string text) =>
        findings.Add(new AuditFinding(kind, chain, sequence, digest, $"Event {sequence} of {chain} {text}."));

    /// <returns>When it happened, by its own text; null where that says none.</returns>
    public static DateTimeOffset? TimeOf(AuditEvent link) =>
        link.FieldsIfReadable() is { } fields && fields.TryGetProperty("timestamp", out var at) && at.ValueKind is JsonValueKind.String
        && Timestamps.TryParse(at.GetString()!, out var time) ? time : null;
}
