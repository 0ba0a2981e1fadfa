using System.Diagnostics;

namespace OpsAgent.EndToEnd.Tests;

/// <summary>The AWS CLI against an endpoint on this machine, with keys that are obviously none.</summary>
internal static class AwsCli
{
    /// <returns>Standard output; a failing command fails the test.</returns>
    public static async Task<string> RunAsync(string endpoint, params string[] arguments)
    {
        var start = new ProcessStartInfo("aws", ["stepfunctions", "--endpoint-url", endpoint, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["AWS_ACCESS_KEY_ID"] = "AKIAFAKEFAKEFAKEFAKE";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "fake";
        start.Environment["AWS_DEFAULT_REGION"] = "us-east-1";
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        using var aws = Tool.Start(start);
        var output = aws.StandardOutput.ReadToEndAsync();
        var error = aws.StandardError.ReadToEndAsync();
        await aws.WaitForExitAsync();
        Assert.True(aws.ExitCode == 0, await error);
        return await output;
    }
}
