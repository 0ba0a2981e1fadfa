using System.Diagnostics;
using System.Runtime.Versioning;

using OpsAgent.TestKit;

namespace OpsAgent.Deployment.Tests.Workflows;

/// <summary>What scripts/check-main.sh lets through, in a scratch repository with a main and a branch beside it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CheckMainTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opsagent-main-");
    private readonly Dictionary<string, string> _commits = [];

    // main: first, second. feature: first, other. origin/main is main's second, and local a commit that was never pushed.
    public async ValueTask InitializeAsync()
    {
        await GitAsync("init", "--quiet", "--initial-branch=main");
        await CommitAsync("first");
        await GitAsync("branch", "feature");
        await CommitAsync("second");
        await GitAsync("update-ref", "refs/remotes/origin/main", "HEAD");
        await GitAsync("tag", "v1");
        await CommitAsync("local");
        await GitAsync("checkout", "--quiet", "feature");
        await CommitAsync("other");
    }

    [Theory]
    [InlineData("first")]
    [InlineData("second")]
    public async Task Check_ACommitOfMain_Passes(string commit)
    {
        var (exit, _, error) = await CheckAsync(_commits[commit]);
        Assert.True(exit == 0, error);
    }

    [Theory]
    [InlineData("local")]
    [InlineData("other")]
    public async Task Check_ACommitThatMainLacks_IsRefused(string commit)
    {
        var (exit, _, error) = await CheckAsync(_commits[commit]);
        Assert.Equal(1, exit);
        Assert.Contains("is not a commit of origin/main", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("main")]
    [InlineData("v1")]
    [InlineData("HEAD")]
    [InlineData("origin/main")]
    [InlineData("--help")]
    [InlineData("refs/remotes/origin/main")]
    [InlineData("0123456789012345678901234567890123456789")]
    [InlineData("$(touch x)")]
    [InlineData("")]
    public async Task Check_AnythingButTheFullIdOfAKnownCommit_IsRefused(string given)
    {
        var (exit, _, error) = await CheckAsync(given);
        Assert.NotEqual(0, exit);
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task Check_AnAbbreviatedId_IsRefused() => Assert.Equal(1, (await CheckAsync(_commits["first"][..12])).Exit);

    [Fact]
    public async Task Check_WithoutMain_IsRefused()
    {
        await GitAsync("update-ref", "-d", "refs/remotes/origin/main");
        var (exit, _, error) = await CheckAsync(_commits["first"]);
        Assert.Equal(1, exit);
        Assert.Contains("git fetch origin main", error, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private Task<(int Exit, string Output, string Error)> CheckAsync(string given) =>
        ExternalTool.RunAsync(new ProcessStartInfo(Repository.PathTo("scripts", "check-main.sh"), [given]) { WorkingDirectory = _folder.FullName }, "bash", "git");

    private async Task CommitAsync(string name)
    {
        await GitAsync("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false", "commit", "--quiet", "--allow-empty", "-m", name);
        _commits[name] = (await GitAsync("rev-parse", "HEAD")).Trim();
    }

    private async Task<string> GitAsync(params string[] arguments)
    {
        var (exit, output, error) = await ExternalTool.RunAsync(new ProcessStartInfo("git", arguments) { WorkingDirectory = _folder.FullName }, "git");
        Assert.True(exit == 0, error);
        return output;
    }
}
