using System.Runtime.CompilerServices;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit.Digests;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Audit.Export;

/// <summary>
/// Reads the audit of some hours as records: the digests of the hours, and whole every chain that has an event in them, that a digest
/// names or whose proposal was made then, with the proposal's head. One chain is in memory at a time, beside the names of all.
/// </summary>
public sealed class AuditExport(
    IAuditTrail trail, IAuditIndex index, IApprovalStore approvals, IProposalIndex proposals, IDigestStore digests, string environment, TimeProvider time)
{
    private const int PageSize = 200;
    private const int DigestsAtOnce = 24;

    // A proposal is looked at half an hour after its end at the latest.
    private static readonly TimeSpan LongestProposal = TimeSpan.FromHours(2);

    /// <summary>How many events the index could not place; what a digest names of them is read all the same.</summary>
    public int Unplaced { get; private set; }

    /// <summary>How many proposals cannot be read: their chains are read, without a head.</summary>
    public int UnreadableProposals { get; private set; }

    /// <param name="from">Taken back to the beginning of its hour; null for everything that there is.</param>
    /// <param name="to">The first moment that is not wanted, taken to the end of its hour; null for now.</param>
    public async IAsyncEnumerable<AuditRecord> ReadAsync(DateTimeOffset? from, DateTimeOffset? to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        (from, to) = (from is { } begin ? HourOf(begin) : null, to is { } end ? HourOf(end + TimeSpan.FromHours(1) - TimeSpan.FromTicks(1)) : null);
        yield return new AuditRecord.Opening(environment, from, to, now);

        var chains = new SortedSet<string>(StringComparer.Ordinal);
        DateTimeOffset? first = null;
        await foreach (var digest in DigestsAsync(from, to, cancellationToken))
        {
            first ??= HoursOf(digest)?.From;
            chains.UnionWith(digest.Parts.SelectMany(ChainsOf));
            yield return new AuditRecord.Digest(digest);
        }

        // Where nothing says when it began, for as long as events are kept.
        var since = from ?? first ?? now - TimeSpan.FromDays(AuditEvent.RetentionDays);
        await AddIndexedAsync(chains, since, to ?? now + TimeSpan.FromHours(1), cancellationToken);
        var made = await AddProposalsAsync(chains, from is null ? DateTimeOffset.UnixEpoch : since - LongestProposal, to, cancellationToken);
        foreach (var chain in chains)
        {
            var (events, head) = await ReadChainAsync(chain, made.Contains(chain), cancellationToken);
            foreach (var auditEvent in events)
            {
                yield return new AuditRecord.Event(auditEvent);
            }

            if (head is not null)
            {
                yield return new AuditRecord.Head(chain, head);
            }
        }
    }

    /// <returns>The chain, and the head that its proposal keeps of it; null where there is none.</returns>
    /// <param name="isProposal">Whether its proposal is known to exist; else its own events tell.</param>
    public async Task<(IReadOnlyList<AuditEvent> Events, AuditHead? Head)> ReadChainAsync(string chain, bool isProposal, CancellationToken cancellationToken)
    {
        var events = await trail.ReadAsync(chain, cancellationToken);
        if (ProposalId.TryParse(chain) is not { } id || !(isProposal || events.Any(e => IsOf(e, chain))))
        {
            return (events, null);
        }

        // The head first: an event that is added meanwhile is fresh, and one that the head names is not missed.
        var head = await HeadAsync(id, cancellationToken);
        return (await trail.ReadAsync(chain, cancellationToken), head);
    }

    /// <returns>The digests that name events of a chain.</returns>
    public async Task<IReadOnlyList<SignedDigest>> DigestsNamingAsync(string chain, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
    {
        var found = new List<SignedDigest>();
        var times = events.Where(AuditSearch.IsReadable).Select(e => Timestamps.TryParse(AuditCursor.Of(e).Timestamp, out var at) ? at : (DateTimeOffset?)null).OfType<DateTimeOffset>().ToList();
        if (times.Count > 0)
        {
            await foreach (var digest in DigestsAsync(HourOf(times.Min()), times.Max() + TimeSpan.FromTicks(1), cancellationToken))
            {
                if (digest.Parts.Any(p => EvidencePack.Names(p, chain)))
                {
                    found.Add(digest);
                }
            }
        }

        return found;
    }

    private async IAsyncEnumerable<SignedDigest> DigestsAsync(DateTimeOffset? from, DateTimeOffset? to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = await digests.ReadLastAsync(cancellationToken);

        // One an hour: from the last one it is known about where to begin. What lies before the hours is passed over.
        var next = from is { } begin && last is not null && HoursOf(last) is { } newest
            ? Math.Max(1, last.Number - Math.Max(0, (long)Math.Ceiling((newest.From - begin).TotalHours)) - 1)
            : 1;
        while (await digests.ReadAsync(next, DigestsAtOnce, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var digest in page)
            {
                if (HoursOf(digest) is not { } hours || ((from is null || hours.To > from) && (to is null || hours.From < to)))
                {
                    yield return digest;
                }
            }

            next = page[^1].Number + 1;
        }
    }

    private async Task AddIndexedAsync(SortedSet<string> chains, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var (oldest, end) = (Timestamps.Text(since), Timestamps.Text(until));
        for (var day = DateOnly.FromDateTime(since.UtcDateTime); day <= DateOnly.FromDateTime(until.UtcDateTime); day = day.AddDays(1))
        {
            AuditCursor? after = null;
            do
            {
                var page = await index.SearchAsync(new AuditSearch { Day = day }, after, PageSize, cancellationToken);
                Unplaced += page.Unreadable;
                chains.UnionWith(page.Events
                    .Where(e => AuditCursor.Of(e).Timestamp is var at && string.CompareOrdinal(at, oldest) >= 0 && string.CompareOrdinal(at, end) < 0)
                    .Select(e => e.Chain));
                after = page.Next;
            }
            while (after is not null);
        }
    }

    private async Task<HashSet<string>> AddProposalsAsync(SortedSet<string> chains, DateTimeOffset since, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var made = new HashSet<string>(StringComparer.Ordinal);
        foreach (var status in Enum.GetValues<ProposalStatus>())
        {
            ProposalCursor? after = null;
            do
            {
                var page = await proposals.ListOldestFirstAsync(status, since, after, PageSize, cancellationToken);
                UnreadableProposals += page.Unreadable;
                made.UnionWith(page.Proposals.Where(p => until is null || p.CreatedAt < until).Select(p => p.Id.Value));
                after = page.Next;
            }
            while (after is not null);
        }

        chains.UnionWith(made);
        return made;
    }

    private async Task<AuditHead?> HeadAsync(ProposalId id, CancellationToken cancellationToken)
    {
        try
        {
            return (await approvals.FindAsync(id, cancellationToken))?.AuditHead;
        }
        catch (UnreadableRecordException)
        {
            return null;
        }
    }

    private static (DateTimeOffset From, DateTimeOffset To)? HoursOf(SignedDigest digest) =>
        StoredJson.TryRead(digest.Body, StoredJson.Core.AuditDigest, out var read) ? (read.From, read.To) : null;

    private static IEnumerable<string> ChainsOf(string part) => part.Split('\n').Select(line => line.Split(' ')).Where(words => words.Length == 3).Select(words => words[0]);

    private static bool IsOf(AuditEvent auditEvent, string chain) =>
        auditEvent.FieldsIfReadable() is { } fields
        && fields.TryGetProperty("proposal_id", out var proposal) && proposal.ValueKind is System.Text.Json.JsonValueKind.String && proposal.GetString() == chain;

    private static DateTimeOffset HourOf(DateTimeOffset moment) => new(moment.UtcTicks - (moment.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
}
