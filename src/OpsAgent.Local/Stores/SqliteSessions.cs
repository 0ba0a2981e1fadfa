using System.Text.Json;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Local.Stores;

/// <summary><see cref="ISessions"/> on SQLite. Saving one deletes those that are over.</summary>
public sealed class SqliteSessions(SqliteDatabase database, TimeProvider time) : ISessions
{
    public Task<Session?> FindAsync(Person owner, SessionId id, DateTimeOffset now, CancellationToken cancellationToken) => Task.FromResult(
        database.Transact(s => s.Text("SELECT body FROM sessions WHERE owner = $owner AND id = $id", ("$owner", owner.Key), ("$id", id.Value))) is { } body
        && StoredJson.Read(body, ChatJson.Default.Session) is var session
        && now < session.ExpiresAt
            ? session
            : null);

    public Task SaveAsync(Session session, CancellationToken cancellationToken)
    {
        database.Transact(s =>
        {
            s.Execute("DELETE FROM sessions WHERE expires_at <= $now", ("$now", time.GetUtcNow().ToUnixTimeMilliseconds()));
            return s.Execute(
                "INSERT OR REPLACE INTO sessions (owner, id, expires_at, body) VALUES ($owner, $id, $expires_at, $body)",
                ("$owner", session.Owner),
                ("$id", session.Id.Value),
                ("$expires_at", session.ExpiresAt.ToUnixTimeMilliseconds()),
                ("$body", JsonSerializer.Serialize(session, ChatJson.Default.Session)));
        });
        return Task.CompletedTask;
    }
}
