namespace OpsAgent.Core.Audit;

/// <summary>
/// Finds audit events without knowing their chains, for people who look. May lag behind <see cref="IAuditTrail"/> by a
/// moment, so whether a chain holds MUST be found out from the trail.
/// </summary>
public interface IAuditIndex
{
    /// <summary>
    /// One page, newest first. Whoever goes on after <see cref="AuditPage.Next"/> until it is null MUST meet every event
    /// that matched when they began, once each, whatever is written meanwhile. One call MUST be bounded however many
    /// events it has to pass over: a page may then hold fewer than <paramref name="limit"/> and still have a next one. An
    /// event that cannot be read MUST NOT hide the others, and one of the pages MUST count it.
    /// </summary>
    /// <param name="search">Asks for something; an empty one throws.</param>
    /// <param name="after">A place that an earlier page named, or null for the newest.</param>
    Task<AuditPage> SearchAsync(AuditSearch search, AuditCursor? after, int limit, CancellationToken cancellationToken);
}
