using OpsAgent.Core.Chat;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Core.Tests.Chat;

public sealed class InMemorySessionsTests : SessionsContract
{
    private readonly InMemorySessions sessions = new();

    protected override ISessions Create() => sessions;
}
