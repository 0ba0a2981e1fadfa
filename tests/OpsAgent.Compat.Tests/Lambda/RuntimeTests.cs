using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Compat.Tests.Lambda;

[Collection(ProcessEnvironment.Collection)]
public sealed class RuntimeTests : IDisposable
{
    private const string HeapLimit = "GCHeapHardLimit";

    private static readonly SourceGeneratorLambdaJsonSerializer<GreetingJson> Serializer = new();

    // Every bootstrap replaces the console for good.
    private readonly CapturedConsole console = new();

    public void Dispose() => console.Dispose();

    [Fact]
    public async Task Handler_OfStreams_AnswersEveryEvent()
    {
        using var lambda = new FakeRuntimeApi("\"a\"", "\"b\"");

        await RunAsync(lambda, LambdaBootstrapBuilder.Create(static (Stream input, ILambdaContext _) => Task.FromResult<Stream>(Copy(input))));

        Assert.Equal(
            [(FakeRuntimeApi.Path(1, "response"), "\"a\"", "application/json"), (FakeRuntimeApi.Path(2, "response"), "\"b\"", "application/json")],
            lambda.Results.Select(static result => (result.Path, result.Body, result["Content-Type"])));
    }

    [Fact]
    public async Task Handler_OfObjects_IsSerialized()
    {
        using var lambda = new FakeRuntimeApi("""{"name":"ada"}""");

        await RunAsync(lambda, LambdaBootstrapBuilder.Create<Greeting, Greeting>(
            static (greeting, lambdaContext) => Task.FromResult(new Greeting { Name = $"{greeting.Name} {lambdaContext.AwsRequestId}" }), Serializer));

        Assert.Equal("""{"Name":"ada event-1"}""", Assert.Single(lambda.Results).Body);
    }

    [Fact]
    public async Task Handler_WithoutAResult_AnswersWithAnEmptyBody()
    {
        using var lambda = new FakeRuntimeApi("""{"name":"ada"}""");
        string? seen = null;

        await RunAsync(lambda, LambdaBootstrapBuilder.Create<Greeting>(
            (greeting, _) =>
            {
                seen = greeting.Name;
                return Task.CompletedTask;
            },
            Serializer));

        Assert.Equal("ada", seen);
        Assert.Equal("", Assert.Single(lambda.Results).Body);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OutputStream_AfterTheAnswer_IsDisposedIfTheResponseSaysSo(bool dispose)
    {
        using var lambda = new FakeRuntimeApi("1");
        using var output = new MemoryStream("\"kept\""u8.ToArray());
        using var http = new HttpClient();
        using var environment = new ProcessEnvironment(("AWS_LAMBDA_RUNTIME_API", lambda.Endpoint), ("AWS_LAMBDA_DOTNET_DEBUG_RUN_ONCE", "true"));
        using var bootstrap = new LambdaBootstrap(http, _ => Task.FromResult(new InvocationResponse(output, dispose)));

        await bootstrap.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal("\"kept\"", Assert.Single(lambda.Results).Body);
        Assert.Equal(!dispose, output.CanRead);
    }

    [Fact]
    public async Task Context_OfAnInvocation_IsFilledFromHeadersAndEnvironment()
    {
        using var environment = new ProcessEnvironment(
            ("AWS_LAMBDA_FUNCTION_NAME", "fake"), ("AWS_LAMBDA_FUNCTION_VERSION", "7"), ("AWS_LAMBDA_LOG_GROUP_NAME", "group"), ("AWS_LAMBDA_LOG_STREAM_NAME", "stream"));
        using var lambda = new FakeRuntimeApi("{}")
        {
            Headers =
            [
                ("Lambda-Runtime-Aws-Tenant-Id", "tenant"),
                ("Lambda-Runtime-Cognito-Identity", """{"cognitoIdentityId":"id","cognitoIdentityPoolId":"pool"}"""),
                ("Lambda-Runtime-Client-Context", """{"client":{"app_title":"t"},"custom":{"k":"v"},"env":{}}"""),
            ],
        };
        ILambdaContext? seen = null;
        string? trace = null;

        await RunAsync(lambda, LambdaBootstrapBuilder.Create((Stream _, ILambdaContext lambdaContext) =>
        {
            (seen, trace) = (lambdaContext, Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID"));
            Assert.InRange(lambdaContext.RemainingTime, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30));
            return Task.CompletedTask;
        }));

        Assert.EndsWith("/response", Assert.Single(lambda.Results).Path, StringComparison.Ordinal);
        Assert.Equal(("event-1", "fake", "7", "group", "stream"), (seen!.AwsRequestId, seen.FunctionName, seen.FunctionVersion, seen.LogGroupName, seen.LogStreamName));
        Assert.Equal(("Root=1-fake", "Root=1-fake", "tenant"), (seen.TraceId, trace, seen.TenantId));
        Assert.Equal("arn:aws:lambda:eu-west-1:123456789012:function:fake", seen.InvokedFunctionArn);
        Assert.Equal(("pool", "t", "v"), (seen.Identity.IdentityPoolId, seen.ClientContext.Client.AppTitle, seen.ClientContext.Custom["k"]));
    }

    [Fact]
    public async Task Handler_ThatThrows_IsReportedAndTheLoopGoesOn()
    {
        using var lambda = new FakeRuntimeApi("1", "2");
        var calls = 0;

        await RunAsync(lambda, LambdaBootstrapBuilder.Create((Stream _, ILambdaContext _) =>
            ++calls == 1 ? throw new InvalidOperationException("broken", new TimeoutException("slow")) : Task.CompletedTask));

        var failed = lambda.Results[0];
        Assert.Equal(FakeRuntimeApi.Path(1, "error"), failed.Path);
        Assert.Equal("application/vnd.aws.lambda.error+json", failed["Content-Type"]);
        Assert.Equal("InvalidOperationException", failed["Lambda-Runtime-Function-Error-Type"]);
        using var body = JsonDocument.Parse(failed.Body);
        Assert.Equal("InvalidOperationException", body.RootElement.GetProperty("errorType").GetString());
        Assert.Equal("broken", body.RootElement.GetProperty("errorMessage").GetString());
        Assert.Equal(JsonValueKind.Array, body.RootElement.GetProperty("stackTrace").ValueKind);
        Assert.Equal("slow", body.RootElement.GetProperty("cause").GetProperty("errorMessage").GetString());
        using var cause = JsonDocument.Parse(failed["Lambda-Runtime-Function-XRay-Error-Cause"]!);
        var traced = Assert.Single(cause.RootElement.GetProperty("exceptions").EnumerateArray());
        Assert.Equal(("InvalidOperationException", "broken"), (traced.GetProperty("type").GetString(), traced.GetProperty("message").GetString()));
        Assert.NotEmpty(traced.GetProperty("stack").EnumerateArray());
        Assert.Equal(FakeRuntimeApi.Path(2, "response"), lambda.Results[1].Path);
    }

    [Fact]
    public async Task Event_ThatCannotBeRead_IsReportedAsTheSerializersFailure()
    {
        using var lambda = new FakeRuntimeApi("nonsense");

        await RunAsync(lambda, LambdaBootstrapBuilder.Create<Greeting>(static (_, _) => Task.CompletedTask, Serializer));

        Assert.Equal("JsonSerializerException", Assert.Single(lambda.Results)["Lambda-Runtime-Function-Error-Type"]);
    }

    [Fact]
    public async Task Failure_TooLongForTheRuntimeApi_IsReportedByItsTypeAlone()
    {
        using var lambda = new FakeRuntimeApi("1");

        await RunAsync(lambda, LambdaBootstrapBuilder.Create(
            Task (Stream _, ILambdaContext _) => throw new InvalidOperationException(new string('x', 1024 * 1024))));

        var reported = Assert.Single(lambda.Results);
        Assert.InRange(reported.Body.Length, 20, 200);
        Assert.Equal("InvalidOperationException", reported["Lambda-Runtime-Function-Error-Type"]);
        Assert.Null(reported["Lambda-Runtime-Function-XRay-Error-Cause"]);
    }

    [Fact]
    public async Task Initializer_ThatThrows_IsLoggedThenReportedAndEndsTheRun()
    {
        string? logged = null;
        using var lambda = new FakeRuntimeApi("1") { OnResult = _ => logged = console.Output };

        await Assert.ThrowsAsync<NotSupportedException>(() => RunAsync(lambda, Idle().UseBootstrapHandler(static () => throw new NotSupportedException("no"))));

        Assert.Matches(@"^\d{4}-\S+Z\t\tfail\tSystem\.NotSupportedException: no\n", logged!);
        var reported = Assert.Single(lambda.Results);
        Assert.EndsWith("/init/error", reported.Path, StringComparison.Ordinal);
        Assert.Contains("NotSupportedException", reported.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(reported.Headers.AllKeys, static name => name!.StartsWith("Lambda-Runtime-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RuntimeApi_ThatAnswersAReportWithNothing_EndsTheRun()
    {
        using var lambda = new FakeRuntimeApi("1") { ResultBody = "" };

        var error = await Assert.ThrowsAsync<RuntimeApiClientException>(() => RunAsync(
            lambda, LambdaBootstrapBuilder.Create(Task (Stream _, ILambdaContext _) => throw new InvalidOperationException("broken"))));

        Assert.Equal(202, error.StatusCode);
    }

    [Fact]
    public async Task RuntimeApi_ThatAnswersAResponseWithNothing_GivesTheNextEvent()
    {
        using var lambda = new FakeRuntimeApi("1", "2") { ResultBody = "" };

        await RunAsync(lambda, Idle());

        Assert.Equal(2, lambda.Results.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("true")]
    public async Task HeapLimit_UnlessSwitchedOff_IsAllOfTheMemory(string? disabled)
    {
        var megabytes = (ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024 * 1024);
        using var environment = new ProcessEnvironment(("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", $"{megabytes}"), ("AWS_LAMBDA_DOTNET_DISABLE_MEMORY_LIMIT_CHECK", disabled));
        using var lambda = new FakeRuntimeApi("1");
        try
        {
            await RunAsync(lambda, Idle());

            Assert.Equal(disabled is null ? megabytes * 1024 * 1024 : null, AppContext.GetData(HeapLimit));
        }
        finally
        {
            AppContext.SetData(HeapLimit, null);
        }
    }

    [Fact]
    public async Task Initializer_ThatSaysNo_EndsTheRunWithoutAnEvent()
    {
        using var lambda = new FakeRuntimeApi("1");

        await RunAsync(lambda, Idle().UseBootstrapHandler(static () => Task.FromResult(false)), untilIdle: false);

        Assert.Empty(lambda.Results);
    }

    [Fact]
    public async Task RuntimeApi_ThatFails_EndsTheRun()
    {
        using var lambda = new FakeRuntimeApi("1") { ResultStatus = 500 };

        var error = await Assert.ThrowsAsync<RuntimeApiClientException>(() => RunAsync(lambda, Idle()));

        Assert.Equal(500, error.StatusCode);
        Assert.Contains("OK", error.Response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunOnce_Asked_EndsAfterOneEvent()
    {
        using var environment = new ProcessEnvironment(("AWS_LAMBDA_DOTNET_DEBUG_RUN_ONCE", "true"));
        using var lambda = new FakeRuntimeApi("1", "2");

        await RunAsync(lambda, Idle(), untilIdle: false);

        Assert.Single(lambda.Results);
    }

    [Fact]
    public async Task Endpoint_FromTheEnvironment_IsUsed()
    {
        using var lambda = new FakeRuntimeApi("1");
        using var environment = new ProcessEnvironment(("AWS_LAMBDA_RUNTIME_API", lambda.Endpoint), ("AWS_LAMBDA_DOTNET_DEBUG_RUN_ONCE", "true"));
        using var http = new HttpClient();
        using var bootstrap = Idle().UseHttpClient(http).Build();

        await bootstrap.RunAsync(TestContext.Current.CancellationToken);

        Assert.Single(lambda.Results);
    }

    [Fact]
    public async Task Log_AsText_HasTimeRequestLevelAndFilledTemplate()
    {
        var lines = await LogAsync(static lambdaContext =>
        {
            lambdaContext.Logger.LogDebug("hidden");
            lambdaContext.Logger.LogInformation("moved {count} of {total:000}", 3, 7);
            lambdaContext.Logger.LogError(new TimeoutException("slow"), "failed {0}", "x");
            LambdaLogger.Log(LogLevel.Warning, "static {who}", "too");
        });

        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\tevent-1\tinfo\tmoved 3 of 007$", lines[0]);
        Assert.EndsWith("\tevent-1\tfail\tfailed x", lines[1], StringComparison.Ordinal);
        Assert.Contains("TimeoutException: slow", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("\tevent-1\twarn\tstatic too", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_AsJson_IsOneObjectALine()
    {
        var lines = await LogAsync(
            static lambdaContext => lambdaContext.Logger.LogDebug(new TimeoutException("slow"), "moved {count}", 3),
            ("AWS_LAMBDA_LOG_FORMAT", "JSON"), ("AWS_LAMBDA_LOG_LEVEL", "DEBUG"));

        using var line = JsonDocument.Parse(lines[0]);
        string? Text(string name) => line.RootElement.GetProperty(name).GetString();
        Assert.Equal(("Debug", "event-1", "moved 3", 3), (Text("level"), Text("requestId"), Text("message"), line.RootElement.GetProperty("count").GetInt32()));
        Assert.Equal(("System.TimeoutException", "slow"), (Text("errorType"), Text("errorMessage")));
        Assert.Equal(["System.TimeoutException: slow"], line.RootElement.GetProperty("stackTrace").EnumerateArray().Select(static one => one.GetString()));
    }

    [Fact]
    public async Task Failure_OfTheHandlerAsJson_HasNoMessageAndItsStackAsAList()
    {
        var line = JsonNode.Parse(Assert.Single(await LogAsync(
            static _ => throw new InvalidOperationException("broken"), ("AWS_LAMBDA_HANDLER_LOG_FORMAT", "JSON"), ("AWS_LAMBDA_LOG_FORMAT", "Text"))))!;

        Assert.Equal(("Error", "event-1", ""), ((string?)line["level"], (string?)line["requestId"], (string?)line["message"]));
        Assert.Equal(("System.InvalidOperationException", "broken"), ((string?)line["errorType"], (string?)line["errorMessage"]));
        Assert.InRange(line["stackTrace"]!.AsArray().Count, 2, 100);
    }

    [Fact]
    public async Task Console_AsJson_IsPutIntoTheMessagesOfLines()
    {
        var lines = await LogAsync(
            static _ =>
            {
                Console.WriteLine("""{"event_type":"approval_granted {x}"}""");
                Console.WriteLine(7);
                Console.Error.WriteLine("bad");
                Console.Write("as it is\n");
            },
            ("AWS_LAMBDA_LOG_FORMAT", "JSON"));

        Assert.All(lines[..3], static line => Assert.Equal(["timestamp", "level", "requestId", "traceId", "message"], JsonNode.Parse(line)!.AsObject().Select(static member => member.Key)));
        Assert.Equal(
            [("Information", """{"event_type":"approval_granted {x}"}"""), ("Information", "7"), ("Error", "bad")],
            lines[..3].Select(static line => JsonNode.Parse(line)!).Select(static line => ((string)line["level"]!, (string)line["message"]!)));
        Assert.DoesNotContain("\"event_type\"", lines[0], StringComparison.Ordinal);
        Assert.Equal("as it is", Assert.Single(lines[3..]));
    }

    [Fact]
    public async Task Console_AsText_HasTimeRequestAndLevelBeforeEachLine()
    {
        var lines = await LogAsync(static _ =>
        {
            Console.WriteLine("well");
            Console.Error.WriteLine("bad");
        });

        Assert.Matches(@"^\d{4}-\S+Z\tevent-1\tinfo\twell$", lines[0]);
        Assert.EndsWith("Z\tevent-1\tfail\tbad", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Warning", null)]
    [InlineData(null, "WARN")]
    [InlineData("Warning", "TRACE")]
    [InlineData("", "WARN")]
    public async Task Console_BelowTheLevel_IsDropped(string? ofTheRuntime, string? ofLambda)
    {
        var lines = await LogAsync(
            static _ =>
            {
                Console.WriteLine("dropped");
                Console.Error.WriteLine("kept");
            },
            ("AWS_LAMBDA_HANDLER_LOG_LEVEL", ofTheRuntime), ("AWS_LAMBDA_LOG_LEVEL", ofLambda));

        Assert.EndsWith("kept", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Console_TakenBeforeTheBootstrapIsBuilt_StaysAsItWas()
    {
        var before = Console.Out;
        using var lambda = new FakeRuntimeApi("1");

        await RunAsync(lambda, LambdaBootstrapBuilder.Create((Stream _, ILambdaContext _) => before.WriteLine("plain")));

        Assert.Equal("plain\n", console.Output);
    }

    private async Task<string[]> LogAsync(Action<ILambdaContext> handle, params (string, string?)[] variables)
    {
        using var environment = new ProcessEnvironment(variables);
        using var lambda = new FakeRuntimeApi("1");
        await RunAsync(lambda, LambdaBootstrapBuilder.Create((Stream _, ILambdaContext lambdaContext) => handle(lambdaContext)));
        return console.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static LambdaBootstrapBuilder Idle() => LambdaBootstrapBuilder.Create(static (Stream _, ILambdaContext _) => Task.CompletedTask);

    private static async Task RunAsync(FakeRuntimeApi lambda, LambdaBootstrapBuilder builder, bool untilIdle = true)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(TimeSpan.FromSeconds(20));
        using var bootstrap = builder.ConfigureOptions(options => options.RuntimeApiEndpoint = lambda.Endpoint).Build();
        var running = bootstrap.RunAsync(stop.Token);
        if (untilIdle && await Task.WhenAny(running, lambda.Idle) != running)
        {
            await stop.CancelAsync();
        }

        await running;
        Assert.False(untilIdle && !lambda.Idle.IsCompleted, "the run ended before its events did");
    }

    private static MemoryStream Copy(Stream input)
    {
        var copy = new MemoryStream();
        input.CopyTo(copy);
        copy.Position = 0;
        return copy;
    }
}
