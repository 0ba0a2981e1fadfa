using Amazon.Lambda.Core;
using Amazon.Lambda.TestUtilities;

namespace OpsAgent.Compat.Tests.Lambda;

public sealed class LoggerTests
{
    [Fact]
    public void Logger_ThatOnlyKnowsLines_GetsEveryLevelAsALine()
    {
        var lines = new Lines();
        ILambdaLogger logger = lines;

        logger.LogTrace("a");
        logger.LogWarning("b {x}", 1);
        logger.Log(LogLevel.Critical, "c");
        logger.LogError(new InvalidOperationException("broken"), "d");

        Assert.Equal(["a", "b {x}", "c", "d"], lines.Written[..4]);
        Assert.Contains("broken", lines.Written[4], StringComparison.Ordinal);
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
