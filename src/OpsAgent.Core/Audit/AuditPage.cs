namespace OpsAgent.Core.Audit;

/// <param name="Events">Newest first; there may be fewer than asked for, or none, although more follow.</param>
/// <param name="Next">The cursor of the next page; null on the last one.</param>
/// <param name="Unreadable">How many events were passed over that may belong here and cannot be read.</param>
public sealed record AuditPage(IReadOnlyList<AuditEvent> Events, AuditCursor? Next, int Unreadable)
{
    /// <summary>The page out of events that are all at hand.</summary>
    public static AuditPage Of(IReadOnlyList<AuditEvent> events, AuditSearch search, AuditCursor? after, int limit)
    {
        // Without a time it has no place in any page, so the first one tells of it.
        var unreadable = after is null ? events.Count(e => !AuditSearch.IsReadable(e) && (search.Proposal is null || e.Chain == search.Proposal.Value.Value)) : 0;
        var found = events
            .Where(search.Matches)
            .Select(e => (Event: e, Cursor: AuditCursor.Of(e)))
            .Where(e => after is null || e.Cursor < after)
            .OrderByDescending(e => e.Cursor)
            .Take(limit)
            .ToList();
        return new AuditPage([.. found.Select(e => e.Event)], found.Count == limit ? found[^1].Cursor : null, unreadable);
    }
}
