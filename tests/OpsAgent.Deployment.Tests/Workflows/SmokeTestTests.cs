using System.Diagnostics;
using System.Runtime.Versioning;

using OpsAgent.Compat.Tests.Support;
using OpsAgent.TestKit;

namespace OpsAgent.Deployment.Tests.Workflows;

/// <summary>The smoke test against servers with right and wrong answers; a wrong answer must fail the deployment.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SmokeTestTests : IDisposable
{
    private const string Key = "key-of-the-smoke-test-0123456789";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opsagent-smoke-");

    [Fact]
    public async Task Smoke_OfADeploymentThatWorks_SaysSo()
    {
        using var service = new FakeService(AnswerTo);
        var (exit, output, error) = await RunAsync(service);
        Assert.True(exit == 0, output + error);
        Assert.Equal(
            ["ok      GET /health: ok, SANDBOX_LIVE", "ok      without a key: 401", "ok      search_cloudtrail_events: No events.", "test works."],
            output.Trim().Split('\n'));
        Assert.DoesNotContain(Key, output + error, StringComparison.Ordinal);
        Assert.Equal(Key, service.Requests[^1]["X-API-Key"]);
    }

    [Theory]
    [InlineData("/health", 503, "GET /health answers 503")]
    [InlineData("/operations/proposals", 200, "a request without a key answers 200")]
    [InlineData("/operations/search_cloudtrail_events", 200, "search_cloudtrail_events answers 200")]
    [InlineData("/operations/search_cloudtrail_events", 403, "search_cloudtrail_events answers 403")]
    public async Task Smoke_OfADeploymentWithAFault_Fails(string path, int status, string words)
    {
        using var service = new FakeService(r => r.Path.Split('?')[0] == path ? new FakeResponse(status, """{"success":false}""") : AnswerTo(r));
        var (exit, _, error) = await RunAsync(service);
        Assert.Equal(1, exit);
        Assert.Contains($"FAILED  {words}", error, StringComparison.Ordinal);
    }

    // In production the names are the guide's; the others have names of their own.
    [Theory]
    [InlineData("staging", "/opsagent-staging")]
    [InlineData("production", "/opsagent")]
    public async Task Smoke_OfAnEnvironment_ReadsItsParameters(string environment, string prefix)
    {
        using var service = new FakeService(AnswerTo);
        var (exit, output, error) = await RunAsync(service, environment, prefix);
        Assert.True(exit == 0, output + error);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static FakeResponse AnswerTo(ReceivedRequest request) => request.Path.Split('?')[0] switch
    {
        "/health" => new FakeResponse(200, """{"status":"ok","execution_mode":"SANDBOX_LIVE"}"""),
        "/operations/proposals" when request["X-API-Key"] is null => new FakeResponse(401, """{"success":false}"""),
        "/operations/search_cloudtrail_events" when request["X-API-Key"] == Key && request["X-OpsAgent-User"] == "engineer@example.com" =>
            new FakeResponse(200, """{"success":true,"summary":"No events."}"""),
        _ => new FakeResponse(404, "{}"),
    };

    // A fake AWS CLI that answers the two parameters.
    private async Task<(int Exit, string Output, string Error)> RunAsync(FakeService service, string environment = "test", string prefix = "/opsagent-test")
    {
        var aws = Path.Combine(_folder.FullName, "aws");
        await File.WriteAllTextAsync(aws, $$"""
            #!/bin/sh
            case "$4" in
              {{prefix}}/{{environment}}/deployment) echo '{"endpoint":"{{service.Address.AbsoluteUri.TrimEnd('/')}}"}' ;;
              {{prefix}}/api-key) echo 'an-older-key-0123456789,{{Key}}' ;;
              *) exit 255 ;;
            esac
            """);
        File.SetUnixFileMode(aws, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo(Repository.PathTo("scripts", "smoke-test.sh"), [environment]);
        start.Environment["PATH"] = $"{_folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["SMOKE_USER"] = "engineer@example.com";
        return await ExternalTool.RunAsync(start, "bash", "curl", "jq");
    }
}
