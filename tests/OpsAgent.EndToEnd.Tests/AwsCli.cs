using System.Diagnostics;

using OpsAgent.TestKit;

namespace OpsAgent.EndToEnd.Tests;

/// <summary>The AWS CLI against an endpoint on this machine, with keys that are obviously none.</summary>
internal static class AwsCli
{
    /// <returns>Standard output; a failing command fails the test.</returns>
    public static async Task<string> RunAsync(string endpoint, params string[] arguments)
    {
        var start = new ProcessStartInfo("aws", ["stepfunctions", "--endpoint-url", endpoint, .. arguments]);
        start.Environment["AWS_ACCESS_KEY_ID"] = "AKIAFAKEFAKEFAKEFAKE";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "fake";
        start.Environment["AWS_DEFAULT_REGION"] = "us-east-1";
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        var (exit, output, error) = await ExternalTool.RunAsync(start, "aws");
        Assert.True(exit == 0, error);
        return output;
    }
}
