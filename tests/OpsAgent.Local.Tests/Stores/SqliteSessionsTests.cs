using Microsoft.Extensions.Time.Testing;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Identity;
using OpsAgent.Local.Stores;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Local.Tests.Stores;

/// <summary>Each instance is a connection of its own, as two processes on one file are.</summary>
public sealed class SqliteSessionsTests : SessionsContract, IDisposable
{
    private readonly string file = Path.GetTempFileName();
    private readonly FakeTimeProvider time = new(Moments.Start);
    private readonly List<SqliteDatabase> databases = [];

    public void Dispose()
    {
        databases.ForEach(d => d.Dispose());
        foreach (var part in new[] { file, $"{file}-wal", $"{file}-shm" })
        {
            File.Delete(part);
        }
    }

    [Fact]
    public async Task Save_ADayLater_DeletesWhatIsOver()
    {
        await Create().SaveAsync(Session.New(SessionId.TryParse("01kkng0000000000000000pdd1")!.Value, Users.Asserted(Users.Lead), time.GetUtcNow()), Stop);
        time.Advance(Session.Lifetime);
        await Create().SaveAsync(Session.New(SessionId.TryParse("01kkng0000000000000000new1")!.Value, Users.Asserted(Users.Lead), time.GetUtcNow()), Stop);

        Assert.Equal(["01kkng0000000000000000new1"], databases[0].Transact(s => s.Query("SELECT id FROM sessions", r => r.GetString(0))));
    }

    protected override Task SpoilAsync(Person owner, SessionId id, string body)
    {
        databases[0].Transact(s => s.Execute("UPDATE sessions SET body = $body WHERE owner = $owner AND id = $id", ("$body", body), ("$owner", owner.Key), ("$id", id.Value)));
        return Task.CompletedTask;
    }

    protected override ISessions Create()
    {
        databases.Add(new SqliteDatabase(file));
        return new SqliteSessions(databases[^1], time);
    }
}
