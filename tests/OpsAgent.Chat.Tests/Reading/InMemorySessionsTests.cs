using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Identity;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Chat.Tests.Reading;

public sealed class InMemorySessionsTests : SessionsContract
{
    private readonly InMemorySessions sessions = new();

    protected override Task SpoilAsync(Person owner, SessionId id, string body)
    {
        sessions.Spoil(owner, id, body);
        return Task.CompletedTask;
    }

    protected override ISessions Create() => sessions;
}
