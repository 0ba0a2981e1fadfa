using Microsoft.Data.Sqlite;

using OpsAgent.Core.Audit;

namespace OpsAgent.Local.Stores;

/// <summary><see cref="IAuditTrail"/> and <see cref="IAuditIndex"/> on SQLite; triggers forbid update and delete.</summary>
public sealed class SqliteAuditTrail(SqliteDatabase database) : IAuditTrail, IAuditIndex
{
    public Task AppendAsync(IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
    {
        database.Transact(session =>
        {
            Append(session, events);
            return true;
        });
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<AuditEvent>> ReadAsync(string chain, CancellationToken cancellationToken) => Task.FromResult(Read(database, chain));

    public Task<AuditPage> SearchAsync(AuditSearch search, AuditCursor? after, int limit, CancellationToken cancellationToken)
    {
        if (search.IsEmpty)
        {
            throw new ArgumentException("A search of the audit names a day, a user, a type or a proposal.", nameof(search));
        }

        var rows = database.Transact(s => s.Query(
            """
            SELECT chain, sequence, body, hash, at FROM audit_by_time
            WHERE typeof(at) = 'text' AND ($day IS NULL OR substr(at, 1, 10) = $day)
              AND ($proposal IS NULL OR chain = $proposal)
              AND ($user IS NULL OR json_extract(body, '$.user_id') = $user)
              AND ($type IS NULL OR json_extract(body, '$.event_type') = $type)
              AND ($at IS NULL OR (at, chain, sequence) < ($at, $chain, $sequence))
            ORDER BY at DESC, chain DESC, sequence DESC LIMIT $limit
            """,
            r => (Event: new AuditEvent(r.GetString(0), r.GetInt64(1), r.GetString(2), r.GetString(3)), At: r.GetString(4)),
            ("$day", search.DayText),
            ("$proposal", search.Proposal?.Value),
            ("$user", search.User?.Value),
            ("$type", search.TypeText),
            ("$at", after?.Timestamp),
            ("$chain", after?.Chain),
            ("$sequence", after?.Sequence),
            ("$limit", limit)));
        List<AuditEvent> found = [.. rows.Select(r => r.Event).Where(AuditSearch.IsReadable)];
        var next = rows.Count == limit ? new AuditCursor(rows[^1].At, rows[^1].Event.Chain, rows[^1].Event.Sequence) : null;
        // Without a time it has no place in any page, so the first one tells of it.
        var unplaced = after is not null ? 0 : database.Transact(s => s.Query(
            "SELECT count(*) FROM audit WHERE ($proposal IS NULL OR chain = $proposal) AND CASE WHEN json_valid(body) THEN json_type(body, '$.timestamp') IS NOT 'text' ELSE 1 END",
            r => r.GetInt32(0),
            ("$proposal", search.Proposal?.Value)))[0];
        return Task.FromResult(new AuditPage(found, next, unplaced + rows.Count - found.Count));
    }

    internal static IReadOnlyList<AuditEvent> Read(SqliteDatabase database, string chain) => database.Transact(s => s.Query(
        "SELECT chain, sequence, body, hash FROM audit WHERE chain = $chain ORDER BY sequence",
        r => new AuditEvent(r.GetString(0), r.GetInt64(1), r.GetString(2), r.GetString(3)),
        ("$chain", chain)));

    /// <exception cref="AuditWriteException">An event's place is taken, or the disk is full; the transaction must end.</exception>
    internal static void Append(SqliteSession session, IReadOnlyList<AuditEvent> events)
    {
        try
        {
            foreach (var link in events)
            {
                session.Execute(
                    "INSERT INTO audit (chain, sequence, body, hash) VALUES ($chain, $sequence, $body, $hash)",
                    ("$chain", link.Chain),
                    ("$sequence", link.Sequence),
                    ("$body", link.Body),
                    ("$hash", link.Hash));
            }
        }
        catch (SqliteException e)
        {
            throw new AuditWriteException($"The audit of {events[0].Chain} could not be written.", e);
        }
    }
}
