using OpsAgent.Chat.Sessions;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Chat.Tests.Reading;

public sealed class InMemorySessionsTests : SessionsContract
{
    private readonly InMemorySessions sessions = new();

    protected override ISessions Create() => sessions;
}
