namespace OpsAgent.Core.Audit;

/// <param name="Events">Newest first; there may be fewer than asked for, or none, although more follow.</param>
/// <param name="Next">After which place to go on; null when nothing follows.</param>
public sealed record AuditPage(IReadOnlyList<AuditEvent> Events, AuditCursor? Next)
{
    /// <summary>The page out of events that are all at hand.</summary>
    public static AuditPage Of(IEnumerable<AuditEvent> events, AuditSearch search, AuditCursor? after, int limit)
    {
        var found = events
            .Where(search.Matches)
            .Select(e => (Event: e, Place: AuditCursor.Of(e)))
            .Where(e => after is null || e.Place < after)
            .OrderByDescending(e => e.Place)
            .Take(limit)
            .ToList();
        return new AuditPage([.. found.Select(e => e.Event)], found.Count == limit ? found[^1].Place : null);
    }
}
