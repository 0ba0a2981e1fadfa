using System.Diagnostics;
using System.Text.Json.Nodes;

using OpsAgent.TestKit;
using OpsAgent.TestKit.Aws;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>The AWS CLI with fake credentials and without the machine's configuration.</summary>
internal sealed class AwsCli(Uri endpoint)
{
    private static readonly Dictionary<string, string> Environment = new()
    {
        ["AWS_ACCESS_KEY_ID"] = "test",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
        ["AWS_DEFAULT_REGION"] = "us-east-1",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["AWS_CONFIG_FILE"] = "/dev/null",
        ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null",
        ["AWS_MAX_ATTEMPTS"] = "1",
        ["AWS_PAGER"] = "",
    };

    public async Task<JsonObject> OkAsync(params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);
        Assert.True(code == 0, $"aws {string.Join(' ', arguments)}: {error}");
        return output.Length == 0 ? [] : JsonNode.Parse(output)!.AsObject();
    }

    /// <returns>The error message that the CLI prints.</returns>
    public async Task<string> RefusedAsync(params string[] arguments)
    {
        var (code, _, error) = await RunAsync(arguments);
        Assert.NotEqual(0, code);
        return error.Trim();
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(await ServedAws.FolderAsync(), "aws"), ["--endpoint-url", endpoint.AbsoluteUri, "--output", "json", "stepfunctions", .. arguments]);
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        var (code, output, error) = await ExternalTool.RunAsync(start, "aws");
        return (code, output.Trim(), error);
    }
}
