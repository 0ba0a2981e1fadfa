using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage.Tests;

public sealed class ServerTests
{
    [Fact]
    public async Task Start_OnABusyPort_ThrowsIOExceptionAndLeavesTheDataUsable()
    {
        await using var host = await EngineHost.StartAsync();
        var folder = Directory.CreateTempSubdirectory("states-");
        var options = new StatesServerOptions
        {
            Port = host.Server.Url.Port, DataFile = Path.Combine(folder.FullName, "other.db"), LambdaEndpoint = host.Lambda.Url, TimeProvider = host.Clock,
        };

        await Assert.ThrowsAsync<IOException>(() => StatesServer.StartAsync(options, TestContext.Current.CancellationToken));

        await using var second = await StatesServer.StartAsync(options with { Port = 0 }, TestContext.Current.CancellationToken);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Start_OnADataFileInUse_ThrowsIOException()
    {
        await using var host = await EngineHost.StartAsync();
        var options = new StatesServerOptions { Port = 0, DataFile = host.DataFile, LambdaEndpoint = host.Lambda.Url, TimeProvider = host.Clock };

        await Assert.ThrowsAsync<IOException>(() => StatesServer.StartAsync(options, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"StateMachines":{"m":{"TestCases":{"c":{"S":"Gone"}}}},"MockedResponses":{}}""")]
    [InlineData("""{"StateMachines":{},"MockedResponses":{"r":{"x":{"Return":1}}}}""")]
    [InlineData("""{"StateMachines":{},"MockedResponses":{"r":{"0":{"Return":1,"Throw":{}}}}}""")]
    [InlineData("""{"StateMachines":{},"MockedResponses":{"r":{"0-2":{"Return":1},"2":{"Return":1}}}}""")]
    [InlineData("""{"StateMachines":{},"MockedResponses":{"r":{"0":{"Throw":{"Cause":"c"}}}}}""")]
    public async Task Start_WithABadMockConfig_SaysSoInOneLine(string config)
    {
        var refused = await Assert.ThrowsAsync<InvalidMockConfigException>(() => EngineHost.StartAsync(mockConfig: config));

        Assert.DoesNotContain('\n', refused.Message);
        Assert.StartsWith("The mock configuration '", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAMissingMockConfig_SaysSo()
    {
        var options = new StatesServerOptions
        {
            DataFile = "unused", LambdaEndpoint = new Uri("http://127.0.0.1:1"), TimeProvider = TimeProvider.System, MockConfigFile = "/nonexistent/mocks.json",
        };

        await Assert.ThrowsAsync<InvalidMockConfigException>(() => StatesServer.StartAsync(options, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("AWSStepFunctions.ListStateMachines", "{", "SerializationException")]
    [InlineData("AWSStepFunctions.ListStateMachines", "", "SerializationException")]
    [InlineData("AWSStepFunctions.ListStateMachines", "[]", "SerializationException")]
    [InlineData("AWSStepFunctions.ListStateMachines", """{"maxResults":"ten"}""", "SerializationException")]
    [InlineData("AWSStepFunctions.ListStateMachines", """{"maxResults":1.5}""", "SerializationException")]
    [InlineData("AWSStepFunctions.ListStateMachines", """{"maxResults":-1}""", "ValidationException")]
    [InlineData("AWSStepFunctions.DescribeExecution", """{"executionArn":{}}""", "SerializationException")]
    [InlineData("AWSStepFunctions.DescribeExecution", """{"executionArn":5}""", "SerializationException")]
    [InlineData("AWSStepFunctions.CreateStateMachine", """{"name":"n","roleArn":"arn:r","definition":"\u0000"}""", "InvalidDefinition")]
    [InlineData("AWSStepFunctions.StopExecution", """{"executionArn":"\ud800"}""", "SerializationException")]
    [InlineData("AWSStepFunctions.StartSyncExecution", "{}", "UnknownOperationException")]
    [InlineData("AWSStepFunctions.", "{}", "UnknownOperationException")]
    [InlineData("DynamoDB_20120810.ListTables", "{}", "UnknownOperationException")]
    [InlineData(null, "{}", "UnknownOperationException")]
    public async Task Garbage_IsRefusedAndNeverAServerError(string? target, string body, string code)
    {
        await using var host = await EngineHost.StartAsync();

        var (status, answer) = await host.Client.SendAsync(target, body);

        Assert.Equal(400, status);
        Assert.Equal(code, StatesClient.Text(answer, "__type"));
        Assert.NotEmpty(StatesClient.Text(answer, "message"));
    }

    [Fact]
    public async Task RequestTooLarge_IsRefused()
    {
        await using var host = await EngineHost.StartAsync();

        var (status, answer) = await host.Client.SendAsync("AWSStepFunctions.ListStateMachines", new string(' ', 5 * 1024 * 1024));

        Assert.Equal(413, status);
        Assert.Equal("RequestEntityTooLargeException", StatesClient.Text(answer, "__type"));
    }

    [Fact]
    public async Task Mocks_OfATestCase_AnswerInsteadOfTheEndpoint()
    {
        await using var host = await EngineHost.StartAsync(mockConfig: """
            {"StateMachines":{"m":{"TestCases":{"Happy":{"S":"Flaky"},"Sad":{"S":"Short"}}}},
             "MockedResponses":{
               "Flaky":{"0-1":{"Throw":{"Error":"Busy","Cause":"try again"}},"2":{"Return":{"StatusCode":200,"Payload":{"ok":true}}}},
               "Short":{"0":{"Throw":{"Error":"Busy"}}}}}
            """);
        var machine = await host.Client.CreateAsync(Asl.SingleState(Asl.Invoke("""
            "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":1,"MaxAttempts":5}],"OutputPath":"$.Payload"
            """)));
        var happy = await host.Client.StartAsync(machine + "#Happy");
        await host.ReachedAsync(happy, "TaskFailed");
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.ReachedAsync(happy, "TaskFailed", 2);
        host.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("""{"ok":true}""", StatesClient.Text(await host.EndedAsync(happy), "output"));

        var sad = await host.Client.StartAsync(machine + "#Sad");
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("The mocked response 'Short' has no answer for invocation 1.", StatesClient.Text(await host.EndedAsync(sad), "cause"), StringComparison.Ordinal);
        Assert.Empty(host.Lambda.Calls);
        Assert.Equal("ValidationException", (await host.Client.RefusedAsync("StartExecution", new JsonObject { ["stateMachineArn"] = machine + "#None" })).Code);
    }

    [Fact]
    public async Task Mocks_OfACallback_AnswerItThemselves()
    {
        await using var host = await EngineHost.StartAsync(mockConfig: """
            {"StateMachines":{"m":{"TestCases":{"Approved":{"S":"Yes"}}}},"MockedResponses":{"Yes":{"0":{"Return":{"decision":"approved"}}}}}
            """);
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState(Asl.Invoke(wait: true))) + "#Approved");

        Assert.Equal("""{"decision":"approved"}""", StatesClient.Text(await host.EndedAsync(execution), "output"));
        Assert.Contains("TaskSubmitted TaskSucceeded", await host.Client.TypesAsync(execution), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MockCounts_AcrossARestart_GoOn()
    {
        await using var host = await EngineHost.StartAsync(mockConfig: """
            {"StateMachines":{"m":{"TestCases":{"C":{"S":"R"}}}},
             "MockedResponses":{"R":{"0":{"Throw":{"Error":"Busy"}},"1":{"Return":"second"}}}}
            """);
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState(Asl.Invoke("""
            "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":10}]
            """))) + "#C");
        await host.ReachedAsync(execution, "TaskFailed");

        await host.RestartAsync(TimeSpan.FromSeconds(10));

        Assert.Equal("\"second\"", StatesClient.Text(await host.EndedAsync(execution), "output"));
    }
}
