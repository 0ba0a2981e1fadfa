using Microsoft.Data.Sqlite;

using OpsAgent.Local.Hosting;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.StatesLanguage;

namespace OpsAgent.Local.Tests.Stores;

/// <summary>A data folder that cannot be used: one line that names the file, and the file as it was.</summary>
public sealed class DataFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opsagent-data-");

    public static TheoryData<string, string> Spoilt { get; } = new()
    {
        { "opsagent.db", "garbage" }, { "opsagent.db", "cut" }, { "opsagent.db", "foreign" }, { "opsagent.db", "newer" },
        { "states.db", "garbage" }, { "states.db", "cut" }, { "states.db", "foreign" }, { "states.db", "newer" }, { "states.db", "numbered" }, { "states.db", "execution" },
    };

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Spoilt))]
    public async Task Start_OnAFileThatCannotBeUsed_SaysWhichInOneLineAndLeavesIt(string name, string how)
    {
        var file = Path.Combine(_folder.FullName, name);
        await SpoilAsync(file, how);
        var before = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);

        var e = await Assert.ThrowsAsync<DataFileException>(() => LocalAgent.StartAsync(new LocalOptions { DataFolder = _folder.FullName }));

        Assert.StartsWith($"The data file {file} ", e.Message, StringComparison.Ordinal);
        Assert.EndsWith("move it away to begin anew, put a copy of it back, or name another data folder.", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
        if (how != "execution")
        {
            // That one is found only when the file is in use.
            Assert.Equal(before, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        }
    }

    private async Task SpoilAsync(string file, string how)
    {
        switch (how)
        {
            case "garbage":
                await File.WriteAllTextAsync(file, new string('x', 5000));
                break;
            case "foreign":
                Run(file, "CREATE TABLE songs (name TEXT)");
                break;
            case "numbered":
                Run(file, "CREATE TABLE songs (name TEXT); PRAGMA user_version = 1");
                break;
            default:
                await using (var agent = await LocalAgent.StartAsync(new LocalOptions { DataFolder = _folder.FullName }))
                {
                    await agent.ProposeRebootAsync(Instances.Impaired);
                }

                Run(file, how switch
                {
                    "newer" => "PRAGMA user_version = 99; PRAGMA journal_mode = DELETE",
                    "execution" => "UPDATE executions SET state = '{}', calling = 1; PRAGMA journal_mode = DELETE",
                    _ => "PRAGMA journal_mode = DELETE",
                });
                if (how == "cut")
                {
                    await using var bytes = File.OpenWrite(file);
                    bytes.SetLength(bytes.Length / 2);
                }

                break;
        }
    }

    private static void Run(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
