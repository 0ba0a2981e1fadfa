using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;

using OpsAgent.TestKit;

namespace OpsAgent.Deployment.Tests;

/// <summary>The commands of the documents: the shell runs each block, and the AWS CLI's parser reads what it is asked.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class CommandTests : IDisposable
{
    private static readonly string[] Programs = ["aws", "sam", "curl", "gh", "dotnet", "docker"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opsagent-commands-");

    [Theory]
    [InlineData("docs/deploy.md", 35)]
    [InlineData("docs/guide-coverage.md", 5)]
    [InlineData("docs/api.md", 3)]
    public async Task Aws_CommandsOfADocument_AreReadByItsParser(string document, int atLeast)
    {
        var (commands, scripts) = await RunAsync(await File.ReadAllTextAsync(Repository.PathTo(document)));
        Assert.InRange(commands.Count, atLeast, 100);
        Assert.Empty(await RefusedAsync(commands));
        Assert.All(scripts, s => Assert.True(File.Exists(Repository.PathTo(s)), s));
    }

    [Theory]
    [InlineData("aws ssm put-parameter --name /a --type SecureStringy --value x", false)]
    [InlineData("aws ssm put-parameters --name /a", false)]
    [InlineData("aws dynamodb update-table --tablename a", false)]
    [InlineData("aws sns subscribe --topic-arn a --protocol email --notification-endpoint b@example.com", true)]
    public async Task Aws_CommandsOfAnyKind_AreJudged(string command, bool isFine)
    {
        var (commands, _) = await RunAsync($"```bash\n{command}\n```\n");
        Assert.Equal(isFine ? 0 : 1, (await RefusedAsync(commands)).Count);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // Programs and scripts that only write down what they were asked, a JSON array a line.
    private async Task<(IReadOnlyList<string> Aws, IReadOnlyList<string> Scripts)> RunAsync(string text)
    {
        Assert.SkipUnless(ExternalTool.IsPresent("jq"), "jq");
        var asked = Path.Combine(_folder.FullName, "asked");
        foreach (var program in Programs)
        {
            var file = Path.Combine(_folder.FullName, program);
            await File.WriteAllTextAsync(file, $"#!/bin/sh\njq -cn '[\"{program}\"] + $ARGS.positional' --args -- \"$@\" >> '{asked}'\necho '{{}}'\n");
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var blocks = Block().Matches(text).Select(m => m.Groups[1].Value).ToList();
        var scripts = Script().Matches(string.Concat(blocks)).Select(m => m.Value).Distinct().ToList();
        var here = Path.Combine(_folder.FullName, "block.sh");
        await File.WriteAllTextAsync(here, string.Join('\n', blocks.Select(b => Script().Replace(b, "true"))));
        var start = new ProcessStartInfo("bash", [here]) { WorkingDirectory = Repository.PathTo() };
        start.Environment["PATH"] = $"{_folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach (var variable in new[] { "TOKEN", "SUBSCRIPTION" })
        {
            start.Environment[variable] = "value";
        }

        await ExternalTool.RunAsync(start, "bash");
        var lines = File.Exists(asked) ? await File.ReadAllLinesAsync(asked) : [];
        return ([.. lines.Where(l => l.StartsWith("[\"aws\",", StringComparison.Ordinal)).Select(l => "[" + l["[\"aws\",".Length..])], scripts);
    }

    private static async Task<IReadOnlyList<string>> RefusedAsync(IReadOnlyList<string> commands)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllLinesAsync(file, commands);
        var start = new ProcessStartInfo("bash", ["-c", "python3 \"$0\" < \"$1\"", Repository.PathTo("tests", "OpsAgent.Deployment.Tests", "parse-aws-commands.py"), file]) { WorkingDirectory = Repository.PathTo() };
        var (exit, output, error) = await ExternalTool.RunAsync(start, "aws");
        File.Delete(file);
        Assert.True(exit == 0, error);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex("^```bash\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Block();

    [GeneratedRegex(@"\bscripts/[a-z-]+\.sh\b", RegexOptions.CultureInvariant)]
    private static partial Regex Script();
}
