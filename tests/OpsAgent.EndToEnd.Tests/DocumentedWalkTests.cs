using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

using OpsAgent.TestKit;

namespace OpsAgent.EndToEnd.Tests;

/// <summary>The AWS CLI's commands of docs/local.md, as somebody copies them.</summary>
public sealed partial class DocumentedWalkTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "local.md"));

    // The simplest first: the keys that it exports hold for the others.
    private static readonly IReadOnlyList<(string Commands, string Answer)> Walks =
        [.. Walk().Matches(Text).Select(m => (m.Groups["commands"].Value, m.Groups["answer"].Value)).Where(w => w.Item1.Contains("aws stepfunctions", StringComparison.Ordinal))];

    [Fact]
    public async Task ListExecutions_AsWritten_ShowsTheReboot()
    {
        ExternalTool.Require("aws", "bash");
        var readyFile = Path.GetTempFileName();
        using var cli = Cli.Start("up", "--port", "0", "--states-port", "0", "--lambda-port", "0", "--wait-time-scale", "0.05", "--ready-file", readyFile);
        await cli.ReadUntilAsync("Ctrl-C");
        using var ready = JsonDocument.Parse(await File.ReadAllTextAsync(readyFile));
        using var client = new AgentClient(ready.RootElement);
        using var proposed = await client.ProposeRebootAsync("engineer@example.com");
        using var approved = await client.ApproveAsync(proposed.RootElement.GetProperty("approval_token").GetString()!, "lead@example.com");
        await cli.ReadUntilAsync("Done and verified");

        var output = await RunAsync(Walks[0].Commands, ready.RootElement.GetProperty("states_url").GetString()!);

        var expected = Id().Replace(Walks[0].Answer, proposed.RootElement.GetProperty("proposal_id").GetString()!);
        Assert.Equal(expected.Trim(), output.Trim());
        Assert.Equal(0, await cli.StopAsync());
        File.Delete(readyFile);
    }

    [Fact]
    public async Task ExecutionOnTheEngineAlone_AsWritten_SucceedsByItsMocks()
    {
        ExternalTool.Require("aws", "bash");
        var command = StatesCommand().Match(Text).Groups["arguments"].Value.Replace("\\\n", " ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var data = Directory.CreateTempSubdirectory("opsagent-walk-");
        using var cli = Cli.Start(
            [.. command.Select(word => word switch
            {
                "8083" => "0",
                "/tmp/states" => data.FullName,
                "statemachines/mock-config.json" => Path.Combine(AppContext.BaseDirectory, word),
                _ => word,
            })]);
        var line = await cli.ReadUntilAsync("Ctrl-C");
        var url = line.Split(' ', ',').First(word => word.StartsWith("http", StringComparison.Ordinal));

        var output = await RunAsync(Walks[0].Commands.Split('\n').First(l => l.StartsWith("export", StringComparison.Ordinal)) + "\n" + Walks[1].Commands, url);

        Assert.EndsWith($"\n{Walks[1].Answer.Trim()}", output.Trim(), StringComparison.Ordinal);
        Assert.Equal(0, await cli.StopAsync());
        data.Delete(recursive: true);
    }

    // In the folder that has statemachines/, as the repository's root has.
    private static async Task<string> RunAsync(string commands, string endpoint)
    {
        Assert.Contains("http://127.0.0.1:8083", commands, StringComparison.Ordinal);
        var start = new ProcessStartInfo("bash", ["-ec", commands.Replace("http://127.0.0.1:8083", endpoint, StringComparison.Ordinal)]) { WorkingDirectory = AppContext.BaseDirectory };
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment["AWS_PAGER"] = string.Empty;
        var (exit, output, error) = await ExternalTool.RunAsync(start, "bash");
        Assert.True(exit == 0, error);
        return output;
    }

    [GeneratedRegex(@"^```bash\n(?<commands>(?:(?!^```).*\n)+)```\n```\n(?<answer>(?:(?!^```).*\n)+)```$", RegexOptions.Multiline)]
    private static partial Regex Walk();

    [GeneratedRegex(@"^dotnet run --project src/OpsAgent\.Cli -- (?<arguments>states [^\\\n]*(?:\\\n[^\\\n]*)*)$", RegexOptions.Multiline)]
    private static partial Regex StatesCommand();

    [GeneratedRegex("(?<=reboot_ec2-)[0-9a-z]{26}")]
    private static partial Regex Id();
}
