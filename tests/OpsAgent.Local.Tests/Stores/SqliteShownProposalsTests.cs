using OpsAgent.Chat.Messages;
using OpsAgent.Local.Stores;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Local.Tests.Stores;

/// <summary>Each instance is a connection of its own, as two processes on one file are.</summary>
public sealed class SqliteShownProposalsTests : ShownProposalsContract, IDisposable
{
    private readonly string file = Path.GetTempFileName();
    private readonly List<SqliteDatabase> databases = [];

    public void Dispose()
    {
        databases.ForEach(d => d.Dispose());
        foreach (var part in new[] { file, $"{file}-wal", $"{file}-shm" })
        {
            File.Delete(part);
        }
    }

    protected override IShownProposals Create()
    {
        databases.Add(new SqliteDatabase(file));
        return new SqliteShownProposals(databases[^1]);
    }

    protected override Task SpoilAsync(ShownProposal shown, string body)
    {
        databases[0].Transact(s => s.Execute("UPDATE sessions SET body = $body WHERE owner = 'shown#slack' AND id = $id", ("$body", body), ("$id", shown.Proposal.Value)));
        return Task.CompletedTask;
    }
}
