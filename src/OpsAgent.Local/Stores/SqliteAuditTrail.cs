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

    public Task<IReadOnlyList<AuditEvent>> ReadAsync(string chain, CancellationToken cancellationToken) =>
        Task.FromResult(database.Transact(s => s.Query(
            "SELECT chain, sequence, body, hash FROM audit WHERE chain = $chain ORDER BY sequence",
            r => new AuditEvent(r.GetString(0), r.GetInt64(1), r.GetString(2), r.GetString(3)),
            ("$chain", chain))));

    public Task<AuditPage> SearchAsync(AuditSearch search, AuditCursor? after, int limit, CancellationToken cancellationToken)
    {
        if (search.IsEmpty)
        {
            throw new ArgumentException("A search of the audit names a day, a user, a type or a proposal.", nameof(search));
        }

        var found = database.Transact(s => s.Query(
            """
            SELECT chain, sequence, body, hash FROM audit_by_time
            WHERE ($day IS NULL OR substr(at, 1, 10) = $day)
              AND ($proposal IS NULL OR chain = $proposal)
              AND ($user IS NULL OR json_extract(body, '$.user_id') = $user)
              AND ($type IS NULL OR json_extract(body, '$.event_type') = $type)
              AND ($at IS NULL OR (at, chain, sequence) < ($at, $chain, $sequence))
            ORDER BY at DESC, chain DESC, sequence DESC LIMIT $limit
            """,
            r => new AuditEvent(r.GetString(0), r.GetInt64(1), r.GetString(2), r.GetString(3)),
            ("$day", search.DayText),
            ("$proposal", search.Proposal?.Value),
            ("$user", search.User?.Value),
            ("$type", search.TypeText),
            ("$at", after?.Timestamp),
            ("$chain", after?.Chain),
            ("$sequence", after?.Sequence),
            ("$limit", limit)));
        return Task.FromResult(new AuditPage(found, found.Count == limit ? AuditCursor.Of(found[^1]) : null));
    }

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
