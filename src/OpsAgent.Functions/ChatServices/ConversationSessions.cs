using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Identity;

namespace OpsAgent.Functions.ChatServices;

/// <summary>Sessions of conversations that a chat service keeps: one that is not there begins, and nobody has to be told.</summary>
internal sealed class ConversationSessions(ISessions sessions) : ISessions
{
    public async Task<Session?> FindAsync(Person owner, SessionId id, DateTimeOffset now, CancellationToken cancellationToken) =>
        await sessions.FindAsync(owner, id, now, cancellationToken) ?? Session.New(id, owner, now);

    public Task SaveAsync(Session session, CancellationToken cancellationToken) => sessions.SaveAsync(session, cancellationToken);
}
