using OpsAgent.Core.Identity;

namespace OpsAgent.Chat.Sessions;

/// <summary>
/// Keeps conversations. An implementation MUST find a session by its owner (<see cref="Person.Key"/>) and its id together, so that another person's
/// id is as good as none; MUST NOT answer one whose <see cref="Session.ExpiresAt"/> is reached, whether or not it was
/// deleted; and MUST read what was last written. Of two writers of one session the later one stands.
/// </summary>
public interface ISessions
{
    /// <exception cref="System.Text.Json.JsonException">The session is damaged, or a newer version wrote it.</exception>
    Task<Session?> FindAsync(Person owner, SessionId id, DateTimeOffset now, CancellationToken cancellationToken);

    Task SaveAsync(Session session, CancellationToken cancellationToken);
}
