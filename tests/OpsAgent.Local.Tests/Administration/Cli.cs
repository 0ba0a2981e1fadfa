using System.Text.Json;

using OpsAgent.Cli.Commands;

namespace OpsAgent.Local.Tests.Administration;

/// <summary>One run of <c>opsagent</c> in this process.</summary>
internal sealed record Cli(int Code, string Output, string Error)
{
    public JsonElement Json => JsonElement.Parse(Output);

    public static async Task<Cli> RunAsync(TimeProvider time, params IReadOnlyList<string> arguments)
    {
        await using StringWriter output = new(), error = new();
        var code = await CommandLine.RunAsync(arguments, output, error, time);
        return new Cli(code, output.ToString(), error.ToString());
    }

    /// <summary>It ended with this code, and said why in one line without a stack trace or a colour.</summary>
    public void Failed(int code, string said)
    {
        Assert.Equal(code, Code);
        var line = Assert.Single(Error.TrimEnd().Split('\n'));
        Assert.StartsWith("opsagent: ", line, StringComparison.Ordinal);
        Assert.Contains(said, line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001B', line);
    }
}
