using System.Collections.Concurrent;
using System.Text.Json;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit;

/// <summary>Keeps conversations as its port describes it, in memory and as JSON, as the real ones do.</summary>
public sealed class InMemorySessions : ISessions
{
    private readonly ConcurrentDictionary<(string Owner, SessionId Id), string> _sessions = new();

    /// <summary>What every call throws, or null.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Everything that is kept, as it is kept.</summary>
    public IEnumerable<string> Kept => _sessions.Values;

    public Task<Session?> FindAsync(Person owner, SessionId id, DateTimeOffset now, CancellationToken cancellationToken) => Failure is not null
        ? Task.FromException<Session?>(Failure)
        : Task.FromResult(
            _sessions.TryGetValue((owner.Key, id), out var body) && StoredJson.Read(body, ChatJson.Default.Session) is var session && now < session.ExpiresAt
                ? session
                : null);

    /// <summary>Puts another text in place of a session's.</summary>
    public void Spoil(Person owner, SessionId id, string body) => _sessions[(owner.Key, id)] = body;

    public Task SaveAsync(Session session, CancellationToken cancellationToken)
    {
        if (Failure is not null)
        {
            return Task.FromException(Failure);
        }

        _sessions[(session.Owner, session.Id)] = JsonSerializer.Serialize(session, ChatJson.Default.Session);
        return Task.CompletedTask;
    }
}
