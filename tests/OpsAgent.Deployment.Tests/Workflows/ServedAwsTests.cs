using System.Diagnostics;
using System.Runtime.Versioning;

using OpsAgent.TestKit;
using OpsAgent.TestKit.Aws;

namespace OpsAgent.Deployment.Tests.Workflows;

/// <summary>The AWS CLI that the scripts' tests call is the installed one in all that a script sees of it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ServedAwsTests
{
    [Theory]
    [InlineData("aws --version", 0)]
    [InlineData("aws kms nothing", 2)]
    [InlineData("aws sts get-caller-identity --endpoint-url http://127.0.0.1:1", 255)]
    [InlineData("AWS_PROFILE=nobodys aws s3 ls", 255)]
    [InlineData("AWS_DEFAULT_REGION=eu-west-9 aws configure list", 0)]
    [InlineData("printf x | aws s3 cp - s3://bucket/ä --endpoint-url http://127.0.0.1:1", 1)]
    [InlineData("cd / && aws ssm put-parameter --name x --value file://nothing", 255)]
    public async Task Aws_AsServed_EndsAndSaysAsInstalled(string command, int exit)
    {
        var installed = await RunAsync(command, null);
        Assert.Equal(exit, installed.Exit);
        Assert.Equal(installed, await RunAsync(command, await ServedAws.FolderAsync()));
    }

    private static Task<(int Exit, string Output, string Error)> RunAsync(string command, string? folder)
    {
        var start = new ProcessStartInfo("bash", ["-c", command]);
        start.Environment["PATH"] = $"{folder ?? "/"}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach (var (name, value) in new[] { ("AWS_ACCESS_KEY_ID", "AKIAFAKEFAKEFAKEFAKE"), ("AWS_SECRET_ACCESS_KEY", "fake-secret-of-the-tests"), ("AWS_DEFAULT_REGION", "us-east-1"), ("AWS_MAX_ATTEMPTS", "1") })
        {
            start.Environment[name] = value;
        }

        return ExternalTool.RunAsync(start, "bash", "aws");
    }
}
