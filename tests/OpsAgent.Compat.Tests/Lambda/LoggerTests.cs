using System.Reflection;
using System.Text.Json.Nodes;
using Amazon.Lambda.Core;
using Amazon.Lambda.TestUtilities;
using OpsAgent.Functions.Hosting;
using OpsAgent.Compat.Tests.Support;
using OpsAgent.Local.Hosting;

namespace OpsAgent.Compat.Tests.Lambda;

public sealed class LoggerTests
{
    /// <summary>Every logger outside compat/.</summary>
    public static TheoryData<Type> Ours => [.. new[] { typeof(LoggedContext), typeof(LogFile) }
        .SelectMany(static one => one.Assembly.GetTypes()).Where(static type => type is { IsClass: true } && type.IsAssignableTo(typeof(ILambdaLogger)))];

    [Fact]
    public void Logger_ThatOnlyKnowsLines_GetsAMessageOfAnyLevelAsALine()
    {
        var lines = new Lines();
        ILambdaLogger logger = lines;

        logger.LogTrace("a");
        logger.LogWarning("b {x}");
        logger.Log(LogLevel.Critical, "c");

        Assert.Equal(["a", "b {x}", "c"], lines.Written);
    }

    [Fact]
    public void Logger_ThatOnlyKnowsLines_IsNeverReachedByAMessageWithArguments()
    {
        // A regression would end the process by a stack overflow, so the IL is inspected in place of a call.
        var seen = new HashSet<MethodBase>();
        var waiting = new Queue<MethodBase>([typeof(ILambdaLogger).GetMethod(nameof(ILambdaLogger.Log), [typeof(string), typeof(string), typeof(object[])])!]);
        while (waiting.TryDequeue(out var method))
        {
            if (seen.Add(method))
            {
                Assert.False(method.IsAbstract, $"It reaches {method}");
                CalledMethods.Of(method).Where(static called => called.DeclaringType == typeof(ILambdaLogger)).ToList().ForEach(waiting.Enqueue);
            }
        }

        Assert.NotEmpty(CalledMethods.Of(seen.First()));
    }

    [Theory]
    [MemberData(nameof(Ours))]
    public void Logger_OfOurs_ImplementsTheOverloadsThatCallEachOther(Type logger)
    {
        Assert.NotNull(logger.GetMethod(nameof(ILambdaLogger.Log), [typeof(string), typeof(string), typeof(object[])]));
        Assert.NotNull(logger.GetMethod(nameof(ILambdaLogger.Log), [typeof(string), typeof(Exception), typeof(string), typeof(object[])]));
    }

    [Fact]
    public void LoggedContext_WithArgumentsOrAnException_WritesThemInOneLineOfJson()
    {
        var lines = new List<string>();
        var logger = new LoggedContext(new TestLambdaContext { AwsRequestId = "r" }, new JsonLog("Health", lines.Add, TimeProvider.System)).Logger;

        logger.LogWarning("moved {count} of {total}", 3, 7);
        logger.LogError(new TimeoutException("slow"), "failed {times}", 2);

        var (moved, failed) = (JsonNode.Parse(lines[0])!, JsonNode.Parse(lines[1])!);
        Assert.Equal(("WARN", "r", "moved {count} of {total} (3, 7)"), ((string?)moved["level"], (string?)moved["request_id"], (string?)moved["message"]));
        Assert.Equal("ERROR", (string?)failed["level"]);
        Assert.Equal("failed {times} System.TimeoutException: slow (2)", (string?)failed["message"]);
    }

    [Fact]
    public void Context_ThatOnlyKnowsTheOldMembers_AnswersNothingForTheNewOnes()
    {
        ILambdaContext lambdaContext = new OldContext();

        Assert.True(string.IsNullOrEmpty(lambdaContext.TraceId));
        Assert.True(string.IsNullOrEmpty(lambdaContext.TenantId));
        Assert.Null(lambdaContext.Serializer);
    }

    [Fact]
    public void TestContext_New_HasALoggerAndNothingElse()
    {
        var context = new TestLambdaContext();

        Assert.IsType<TestLambdaLogger>(context.Logger);
        Assert.Null(context.AwsRequestId);
        Assert.Equal(TimeSpan.Zero, context.RemainingTime);
    }

    [Fact]
    public void TestLogger_WithArguments_KeepsTemplateAndArguments()
    {
        var logger = new TestLambdaLogger();
        ILambdaLogger seen = logger;

        seen.LogInformation("moved {count}", 3);
        seen.LogLine("end");

        var text = logger.Buffer.ToString();
        Assert.StartsWith("Information: moved {count}", text, StringComparison.Ordinal);
        Assert.Contains("3", text, StringComparison.Ordinal);
        Assert.EndsWith("end" + Environment.NewLine, text, StringComparison.Ordinal);
    }

    [Fact]
    public void TestContexts_Parts_AreSettable()
    {
        var context = new TestLambdaContext
        {
            ClientContext = new TestClientContext { Client = new TestClientApplication { AppTitle = "t" } },
            Identity = new TestCognitoIdentity { IdentityId = "i" },
        };

        Assert.Equal(("t", "i"), (context.ClientContext.Client.AppTitle, context.Identity.IdentityId));
        Assert.Empty(context.ClientContext.Custom);
    }

    [Fact]
    public void SerializerAttribute_OnAnAssembly_NamesItsType() =>
        Assert.Equal(typeof(string), new LambdaSerializerAttribute(typeof(string)).SerializerType);

    private sealed class Lines : ILambdaLogger
    {
        public List<string> Written { get; } = [];

        public void Log(string message) => Written.Add(message);

        public void LogLine(string message) => Written.Add(message);
    }

    private sealed class OldContext : ILambdaContext
    {
        public string AwsRequestId => "";

        public IClientContext ClientContext => null!;

        public string FunctionName => "";

        public string FunctionVersion => "";

        public ICognitoIdentity Identity => null!;

        public string InvokedFunctionArn => "";

        public ILambdaLogger Logger => null!;

        public string LogGroupName => "";

        public string LogStreamName => "";

        public int MemoryLimitInMB => 0;

        public TimeSpan RemainingTime => TimeSpan.Zero;
    }
}
