using Microsoft.Data.Sqlite;

using OpsAgent.Core.Audit;
using OpsAgent.Core.Audit.Digests;
using OpsAgent.Local.Stores;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Local.Tests.Stores;

/// <summary>Each instance is a connection of its own, as two processes on one file are.</summary>
public sealed class SqliteDigestsTests : DigestStoreContract, IDisposable
{
    private readonly string file = Path.GetTempFileName();
    private readonly List<SqliteDatabase> databases = [];

    protected override (IAuditTrail Trail, IAuditEvents Events) Audit => (new SqliteAuditTrail(Open()), new SqliteAuditEvents(Open()));

    public void Dispose()
    {
        databases.ForEach(d => d.Dispose());
        foreach (var part in new[] { file, $"{file}-wal", $"{file}-shm" })
        {
            File.Delete(part);
        }
    }

    [Theory]
    [InlineData("UPDATE digests SET body = ''")]
    [InlineData("DELETE FROM digests")]
    [InlineData("UPDATE digest_parts SET text = ''")]
    [InlineData("DELETE FROM digest_parts")]
    public async Task Change_APutDigest_IsRefusedByTheFile(string statement)
    {
        await Create().PutAsync(New(1), Stop);

        Assert.Throws<SqliteException>(() => Open().Transact(s => s.Execute(statement)));
    }

    protected override IDigestStore Create() => new SqliteDigests(Open());

    private SqliteDatabase Open()
    {
        databases.Add(new SqliteDatabase(file));
        return databases[^1];
    }
}
