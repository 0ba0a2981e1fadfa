using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;

using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Bootstrap.Tests.Logs;

/// <summary>What looks at the binary's lines finds the lines that the runtime spoils.</summary>
[Collection(ProcessEnvironment.Collection)]
public sealed class LogLinesTests : IDisposable
{
    private readonly CapturedConsole console = new();

    public static TheoryData<string> Sound =>
    [
        """{"Environment":"test","AuditWriteFailures":1,"_aws":{"Timestamp":1,"CloudWatchMetrics":[]}}""",
        """{"level":"INFO","event_type":"approval_granted","user_id":"lead@example.com"}""",
        """{"timestamp":"2026-01-01T00:00:00.000Z","level":"ERROR","function":"Health","request_id":"r","message":"ERROR health"}""",
        """{"timestamp":"2026-01-01T00:00:00.000Z","level":"Error","requestId":"r","message":"","errorType":"System.Exception","errorMessage":"m","stackTrace":["at X"]}""",
    ];

    public void Dispose() => console.Dispose();

    [Theory]
    [MemberData(nameof(Sound))]
    public void Line_WrittenToTheOutputItself_IsSound(string line) => Assert.Null(LogLines.FaultIn(line));

    [Theory]
    [MemberData(nameof(Sound))]
    public void Line_ThatWentThroughTheRuntimesConsole_IsFound(string line)
    {
        using var environment = new ProcessEnvironment(("AWS_LAMBDA_LOG_FORMAT", "JSON"), ("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:1"));
        using var bootstrap = LambdaBootstrapBuilder.Create((Stream _, ILambdaContext _) => Task.CompletedTask).Build();

        Console.WriteLine(line);

        Assert.NotNull(LogLines.FaultIn(console.Output));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ERROR broken")]
    [InlineData("[]")]
    [InlineData("""{"message":"{\"event_type\":\"approval_granted\"}"}""")]
    [InlineData("""{"_aws":"{}","event_type":1}""")]
    public void Line_OfNoUse_IsFound(string line) => Assert.NotNull(LogLines.FaultIn(line));
}
