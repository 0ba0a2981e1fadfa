namespace OpsAgent.Core.Audit;

/// <param name="Events">Newest first; there may be fewer than asked for, or none, although more follow.</param>
/// <param name="Next">The cursor of the next page; null on the last one.</param>
public sealed record AuditPage(IReadOnlyList<AuditEvent> Events, AuditCursor? Next)
{
    /// <summary>Searches events that are all in memory.</summary>
    public static AuditPage Of(IEnumerable<AuditEvent> events, AuditSearch search, AuditCursor? after, int limit)
    {
        var found = events
            .Where(search.Matches)
            .Select(e => (Event: e, Cursor: AuditCursor.Of(e)))
            .Where(e => after is null || e.Cursor < after)
            .OrderByDescending(e => e.Cursor)
            .Take(limit)
            .ToList();
        return new AuditPage([.. found.Select(e => e.Event)], found.Count == limit ? found[^1].Cursor : null);
    }
}
