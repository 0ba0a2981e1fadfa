using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;

using OpsAgent.Deployment.Tests.Template;
using OpsAgent.TestKit;

namespace OpsAgent.Deployment.Tests.Workflows;

/// <summary>What scripts/deploy.sh asks sam for: the configured parameters, those given, and a release that no deployment had.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DeployTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opsagent-deploy-");

    [Theory]
    [InlineData("dev")]
    [InlineData("staging")]
    [InlineData("production")]
    public async Task Deploy_OfAnEnvironment_GivesItsParametersAndARelease(string environment)
    {
        var section = (await File.ReadAllTextAsync(Repository.PathTo("samconfig.toml"))).Split($"[{environment}.deploy.parameters]")[1];
        var configured = section.Split("parameter_overrides = \"")[1].Split('"')[0];
        Assert.StartsWith($"Environment={environment} ", configured, StringComparison.Ordinal);
        var (exit, output, _) = await RunAsync(environment);
        Assert.Equal(0, exit);
        var arguments = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["deploy", "--config-env", environment, "--parameter-overrides"], arguments[..4]);
        Assert.Equal(configured, arguments[4]);
        // Of two for one parameter sam takes the last.
        Assert.StartsWith("Release=", Assert.Single(arguments[5..]), StringComparison.Ordinal);
    }

    // The translator names versions by ten characters: two deployments in different seconds never have the same.
    [Fact]
    public async Task Deploy_AtAnyTime_HasAReleaseThatBeginsWithTheSecond()
    {
        var start = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var (_, output, _) = await RunAsync("production");
        var end = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var release = output.Trim().Split("Release=")[^1];
        Assert.InRange(long.Parse(release[..10], CultureInfo.InvariantCulture), start, end);
        Assert.Equal("0123456789ab", release[10..]);
        Assert.Matches((await ExpandedTemplate.TestAsync()).Source["Parameters"]!["Release"]!["AllowedPattern"]!.GetValue<string>(), release);
    }

    [Fact]
    public async Task Deploy_WithParametersAndOptions_PassesThemOn_AndNoReleaseOfOnesOwn()
    {
        var (exit, output, _) = await RunAsync("production", "AlarmEmail=", "TagEnvironment=my own", "WebhookHosts=hooks.example.com=slack", "Release=00000000000000", "--region", "us-west-2");
        Assert.Equal(0, exit);
        var arguments = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["deploy", "--config-env", "production", "--region", "us-west-2", "--parameter-overrides"], arguments[..6]);
        Assert.Equal(["AlarmEmail=\"\"", "TagEnvironment=\"my own\"", "WebhookHosts=\"hooks.example.com=slack\"", "Release=\"00000000000000\""], arguments[7..^1]);
        Assert.NotEqual("Release=00000000000000", arguments[^1].Replace("\"", string.Empty, StringComparison.Ordinal));
    }

    // In the first deployment CloudFormation must be able to take back what it made.
    [Theory]
    [InlineData("", null)]
    [InlineData("ROLLBACK_COMPLETE", null)]
    [InlineData("REVIEW_IN_PROGRESS", null)]
    [InlineData("CREATE_COMPLETE", "DeletionProtection=true")]
    [InlineData("UPDATE_COMPLETE", "DeletionProtection=true")]
    [InlineData("UPDATE_ROLLBACK_COMPLETE", "DeletionProtection=true")]
    public async Task Deploy_AfterTheFirst_ProtectsTheTables(string status, string? parameter)
    {
        var (exit, output, error) = await RunAsync(status, ["production", "--region", "us-west-2"]);
        Assert.True(exit == 0, error);
        Assert.Equal(parameter, output.Split('\n').SingleOrDefault(a => a.StartsWith("DeletionProtection=", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Deploy_InAnotherRegion_LooksForTheStackThere()
    {
        var (_, output, _) = await RunAsync("CREATE_COMPLETE", ["production", "--region=us-west-2"]);
        Assert.Contains("DeletionProtection=true", output.Split('\n'));
    }

    [Fact]
    public async Task Deploy_WithTheProtectionGiven_LeavesItSo()
    {
        var (_, output, _) = await RunAsync("UPDATE_COMPLETE", ["production", "DeletionProtection=false"]);
        // Of two for one parameter sam takes the last.
        Assert.Equal("DeletionProtection=\"false\"", output.Split('\n').Last(a => a.StartsWith("DeletionProtection=", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("nowhere", "samconfig.toml has no parameters for nowhere")]
    [InlineData("", "usage: scripts/deploy.sh ENVIRONMENT")]
    public async Task Deploy_OfAnEnvironmentThatIsNotConfigured_IsNotTried(string environment, string words)
    {
        var (exit, output, error) = await RunAsync(environment);
        Assert.NotEqual(0, exit);
        Assert.Empty(output);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(string.Empty, arguments);

    // A fake SAM CLI that prints its arguments, a fake git with one commit, and a fake AWS CLI with a stack in the Region that was asked for.
    private async Task<(int Exit, string Output, string Error)> RunAsync(string stackStatus, string[] arguments)
    {
        await WriteAsync("sam", """printf '%s\n' "$@" """);
        var region = string.Join(' ', arguments).Split(["--region ", "--region="], StringSplitOptions.None) is [_, var given] ? given : "us-east-1";
        await WriteAsync("aws", $"""[ "$4 $6" = "opsagent-controller-{arguments[0]} {region}" ] && echo {stackStatus}""");
        await WriteAsync("git", "echo 0123456789ab");
        var start = new ProcessStartInfo(Repository.PathTo("scripts", "deploy.sh"), arguments);
        start.Environment["PATH"] = $"{_folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}";
        return await ExternalTool.RunAsync(start, "bash", "sed");
    }

    private async Task WriteAsync(string name, string command)
    {
        var file = Path.Combine(_folder.FullName, name);
        await File.WriteAllTextAsync(file, $"#!/bin/sh\n{command}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
