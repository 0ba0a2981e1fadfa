using System.Diagnostics;

using OpsAgent.TestKit;

namespace OpsAgent.EndToEnd.Tests;

/// <summary>The AWS CLI against an endpoint on this machine.</summary>
internal static class AwsCli
{
    // Obviously none of AWS's.
    private static readonly (string Id, string Secret) NobodysKey = ("AKIAFAKEFAKEFAKEFAKE", "fake");

    /// <returns>Standard output; a failing command fails the test.</returns>
    public static async Task<string> RunAsync(string endpoint, params string[] arguments)
    {
        var (exit, output, error) = await TryAsync(endpoint, NobodysKey, ["stepfunctions", .. arguments]);
        Assert.True(exit == 0, error);
        return output;
    }

    public static Task<(int Exit, string Output, string Error)> TryAsync(string endpoint, (string Id, string Secret)? key, params string[] arguments)
    {
        var start = new ProcessStartInfo("aws", ["--endpoint-url", endpoint, .. arguments, .. key is null ? ["--no-sign-request"] : (string[])[]]);
        foreach (var (name, value) in Environment(key ?? NobodysKey))
        {
            start.Environment[name] = value;
        }

        return ExternalTool.RunAsync(start, "aws");
    }

    private static Dictionary<string, string> Environment((string Id, string Secret) key) => new()
    {
        ["AWS_ACCESS_KEY_ID"] = key.Id,
        ["AWS_SECRET_ACCESS_KEY"] = key.Secret,
        ["AWS_DEFAULT_REGION"] = "us-east-1",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["AWS_MAX_ATTEMPTS"] = "1",
    };
}
