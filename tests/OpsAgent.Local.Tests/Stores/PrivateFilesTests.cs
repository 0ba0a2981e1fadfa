using OpsAgent.Core.Identity;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.StatesLanguage;

namespace OpsAgent.Local.Tests.Stores;

/// <summary>Who may read what the host keeps: its user.</summary>
public sealed class PrivateFilesTests : IDisposable
{
    private const UnixFileMode Wide = (UnixFileMode)0b111_101_101;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("opsagent-private-");

    public static bool HasModes => !OperatingSystem.IsWindows();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact(Skip = "Windows has no such modes.", SkipUnless = nameof(HasModes))]
    public async Task Start_OnAFolderThatOthersMayRead_TakesTheirRightsAwayAndSaysSo()
    {
        var data = Path.Combine(folder.FullName, "data");
        await (await LocalAgent.StartAsync(new LocalOptions { DataFolder = data })).DisposeAsync();
        Directory.CreateDirectory(Path.Combine(data, "channels"));
        await File.WriteAllTextAsync(Path.Combine(data, "channels", "ops.log"), "x", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(data, "states.db-wal"), string.Empty, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(data, "mine.sh"), "x", TestContext.Current.CancellationToken);
        foreach (var path in Directory.EnumerateFileSystemEntries(data, "*", SearchOption.AllDirectories).Append(data))
        {
            SetMode(path, Wide);
        }

        await using var agent = await LocalAgent.StartAsync(new LocalOptions { DataFolder = data });

        Assert.Equal(Wide, ModeOf(Path.Combine(data, "mine.sh")));
        File.Delete(Path.Combine(data, "mine.sh"));
        AssertPrivate(data);
        Assert.Matches("^Others had rights to .*opsagent.db.*; now they have none.", agent.Notices.ToString());
        Assert.DoesNotContain("mine.sh", agent.Notices.ToString(), StringComparison.Ordinal);
    }

    [Fact(Skip = "Windows has no such modes.", SkipUnless = nameof(HasModes))]
    public async Task Start_OnANewFolder_IsPrivateAndSaysNothing()
    {
        var data = Path.Combine(folder.FullName, "a", "data");
        await using var agent = await LocalAgent.StartAsync(new LocalOptions { DataFolder = data });
        await new LocalDestinations(Path.Combine(data, "channels"), TextWriter.Null).PostAsync(
            new("ops", "web is well", UserId.TryParse(LocalUsers.Lead)!.Value, agent.Time.GetUtcNow()), TestContext.Current.CancellationToken);

        AssertPrivate(data);
        Assert.Empty(agent.Notices.ToString());
    }

    [Fact(Skip = "Windows has no such modes.", SkipUnless = nameof(HasModes))]
    public void Prepare_AFolderThatUsersShare_IsRefusedAndLeftAsItIs()
    {
        var shared = (UnixFileMode)0b1_111_111_111;
        SetMode(folder.FullName, shared);

        Assert.Throws<IOException>(() => PrivateFiles.PrepareFolder(folder.FullName));

        Assert.Equal(shared, ModeOf(folder.FullName));
    }

    private static void AssertPrivate(string data)
    {
        Assert.Equal(Private | UnixFileMode.UserExecute, ModeOf(data));
        var files = Directory.GetFiles(data, "*", SearchOption.AllDirectories);
        Assert.Contains(Path.Combine(data, "opsagent.db-wal"), files);
        Assert.Contains(Path.Combine(data, "states.db-shm"), files);
        Assert.All(files, file => Assert.True((ModeOf(file) & ~(Private | UnixFileMode.UserExecute)) == 0, $"{file} is {ModeOf(file)}"));
    }

#pragma warning disable CA1416 // skipped on Windows
    private static UnixFileMode ModeOf(string path) => File.GetUnixFileMode(path);

    private static void SetMode(string path, UnixFileMode mode) => File.SetUnixFileMode(path, mode);
#pragma warning restore CA1416
}
