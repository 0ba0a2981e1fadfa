using Microsoft.Data.Sqlite;

using OpsAgent.Core.Audit;

namespace OpsAgent.Local.Stores;

/// <summary><see cref="IAuditTrail"/> on SQLite; triggers forbid update and delete.</summary>
public sealed class SqliteAuditTrail(SqliteDatabase database) : IAuditTrail
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
