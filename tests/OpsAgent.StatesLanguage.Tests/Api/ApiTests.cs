using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage.Tests;

public sealed class ApiTests
{
    private const string Base = "arn:aws:states:us-east-1:123456789012:";
    private static readonly string Pass = Asl.SingleState(Asl.Pass());
    private static readonly string Wait = Asl.SingleState("""{"Type":"Wait","Seconds":100,"End":true}""");

    [Fact]
    public async Task Create_Twice_IsIdempotentForTheSameDefinitionOnly()
    {
        await using var host = await EngineHost.StartAsync();
        var first = await host.Client.OkAsync("CreateStateMachine", Machine("m", Pass));
        host.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(first.ToJsonText(), (await host.Client.OkAsync("CreateStateMachine", Machine("m", Pass))).ToJsonText());
        Assert.Equal(
            ("StateMachineAlreadyExists", $"State Machine Already Exists: '{Base}stateMachine:m'"),
            await host.Client.RefusedAsync("CreateStateMachine", Machine("m", Wait)));
    }

    [Fact]
    public async Task Create_OfABrokenDefinition_HasTheRecordedMessage()
    {
        await using var host = await EngineHost.StartAsync();

        Assert.Equal(
            ("InvalidDefinition", "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /'"),
            await host.Client.RefusedAsync("CreateStateMachine", Machine("m", """{"StartAt":"S"}""")));
    }

    [Theory]
    [InlineData("has space", "InvalidName")]
    [InlineData("what?", "InvalidName")]
    [InlineData("", "ValidationException")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890x", "InvalidName")]
    public async Task Create_WithABadName_IsRefused(string name, string code)
    {
        await using var host = await EngineHost.StartAsync();
        Assert.Equal(code, (await host.Client.RefusedAsync("CreateStateMachine", Machine(name, Pass))).Code);
    }

    [Fact]
    public async Task Create_OfAnExpressMachine_IsRefused()
    {
        await using var host = await EngineHost.StartAsync();
        var machine = Machine("m", Pass);
        machine["type"] = "EXPRESS";

        Assert.Equal("StateMachineTypeNotSupported", (await host.Client.RefusedAsync("CreateStateMachine", machine)).Code);
    }

    [Fact]
    public async Task Describe_OfAMachine_HasTheRecordedMembers()
    {
        await using var host = await EngineHost.StartAsync();
        var arn = await host.Client.CreateAsync(Pass);

        var described = await host.Client.OkAsync("DescribeStateMachine", Arn("stateMachineArn", arn));

        Assert.Equal(
            $$"""{"stateMachineArn":"{{arn}}","name":"m","roleArn":"arn:aws:iam::123456789012:role/r","loggingConfiguration":{"level":"OFF","includeExecutionData":false},"tracingConfiguration":{"enabled":false},"definition":{{JsonValue.Create(Pass).ToJsonText()}},"status":"ACTIVE","type":"STANDARD","creationDate":1767323045}""",
            described.ToJsonText());
    }

    [Fact]
    public async Task Describe_OfExecutions_HasTheRecordedMembers()
    {
        await using var host = await EngineHost.StartAsync();
        var arn = await host.Client.CreateAsync(Pass);
        var execution = await host.Client.StartAsync(arn, """{ "a" : 1 }""", "one");

        Assert.Equal(
            $$"""{"executionArn":"{{Base}}execution:m:one","stateMachineArn":"{{arn}}","name":"one","status":"SUCCEEDED","startDate":1767323045,"redriveCount":0,"stopDate":1767323045,"inputDetails":{"included":true},"input":"{ \"a\" : 1 }","outputDetails":{"included":true},"output":"{\"a\":1}","redriveStatus":"NOT_REDRIVABLE","redriveStatusReason":"Execution is SUCCEEDED and cannot be redriven"}""",
            (await host.Client.DescribeAsync(execution)).ToJsonText());
    }

    [Theory]
    [InlineData("DescribeStateMachine", "stateMachineArn", "not_an_arn", "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: not_an_arn'")]
    [InlineData("DescribeStateMachine", "stateMachineArn", Base + "execution:m:e", "InvalidArn", "Invalid Arn: 'Resource type not valid in this context: execution'")]
    [InlineData("DescribeStateMachine", "stateMachineArn", Base + "stateMachine:none", "StateMachineDoesNotExist", "State Machine Does Not Exist: '" + Base + "stateMachine:none'")]
    [InlineData("UpdateStateMachine", "stateMachineArn", Base + "stateMachine:none", "MissingRequiredParameter", "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified")]
    [InlineData("StartExecution", "stateMachineArn", Base + "stateMachine:none", "StateMachineDoesNotExist", "State Machine Does Not Exist: '" + Base + "stateMachine:none'")]
    [InlineData("ListExecutions", "stateMachineArn", Base + "stateMachine:none", "StateMachineDoesNotExist", "State Machine Does Not Exist: '" + Base + "stateMachine:none'")]
    [InlineData("ListExecutions", "stateMachineArn", "x", "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: x'")]
    [InlineData("DescribeExecution", "executionArn", "x", "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: x'")]
    [InlineData("DescribeExecution", "executionArn", Base + "execution:m:none", "ExecutionDoesNotExist", "Execution Does Not Exist: '" + Base + "execution:m:none'")]
    [InlineData("GetExecutionHistory", "executionArn", Base + "execution:m:none", "ExecutionDoesNotExist", "Execution Does Not Exist: '" + Base + "execution:m:none'")]
    [InlineData("StopExecution", "executionArn", Base + "execution:m:none", "ExecutionDoesNotExist", "Execution Does Not Exist: '" + Base + "execution:m:none'")]
    [InlineData("DescribeStateMachineForExecution", "executionArn", Base + "execution:m:none", "ExecutionDoesNotExist", "Execution Does Not Exist: '" + Base + "execution:m:none'")]
    [InlineData("SendTaskSuccess", "taskToken", "garbage", "ValidationException", "1 validation error detected: Value null at 'output' failed to satisfy constraint: Member must not be null")]
    [InlineData("SendTaskFailure", "taskToken", "garbage", "InvalidToken", "Invalid Token: 'Invalid token'")]
    [InlineData("SendTaskHeartbeat", "taskToken", "AAAA", "InvalidToken", "Invalid Token: 'Invalid token'")]
    public async Task Operation_OnNothing_HasAwsCodeAndMessage(string operation, string field, string value, string code, string message)
    {
        await using var host = await EngineHost.StartAsync();
        Assert.Equal((code, message), await host.Client.RefusedAsync(operation, Arn(field, value)));
    }

    [Fact]
    public async Task Start_WithTheSameName_IsIdempotentWhileItRunsWithTheSameInput()
    {
        await using var host = await EngineHost.StartAsync();
        var arn = await host.Client.CreateAsync(Wait);
        var first = await host.Client.OkAsync("StartExecution", Start(arn, "one", "{}"));
        host.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(first.ToJsonText(), (await host.Client.OkAsync("StartExecution", Start(arn, "one", "{}"))).ToJsonText());
        var exists = ("ExecutionAlreadyExists", $"Execution Already Exists: '{Base}execution:m:one'");
        Assert.Equal(exists, await host.Client.RefusedAsync("StartExecution", Start(arn, "one", """{"other":1}""")));

        host.Clock.Advance(TimeSpan.FromSeconds(95));
        await host.EndedAsync(StatesClient.Text(first, "executionArn"));
        Assert.Equal(exists, await host.Client.RefusedAsync("StartExecution", Start(arn, "one", "{}")));
    }

    [Theory]
    [InlineData("not json", "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')")]
    [InlineData("{'a':1}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name")]
    [InlineData("", "Invalid execution input.")]
    public async Task Start_WithBadInput_HasTheRecordedMessage(string input, string problem)
    {
        await using var host = await EngineHost.StartAsync();
        var arn = await host.Client.CreateAsync(Pass);

        Assert.Equal(
            ("InvalidExecutionInput", $"Invalid State Machine Execution Input: '{problem}'"),
            await host.Client.RefusedAsync("StartExecution", Start(arn, "one", input)));
    }

    [Fact]
    public async Task Stop_EndsARunAndLeavesAnEndedOneAsItWas()
    {
        await using var host = await EngineHost.StartAsync();
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Wait));
        var stop = new JsonObject { ["executionArn"] = execution, ["error"] = "E", ["cause"] = "C" };
        var stopped = await host.Client.OkAsync("StopExecution", stop);
        host.Clock.Advance(TimeSpan.FromSeconds(500));

        Assert.Equal(stopped.ToJsonText(), (await host.Client.OkAsync("StopExecution", stop)).ToJsonText());
        var described = await host.Client.DescribeAsync(execution);
        Assert.Equal(("ABORTED", "E", "C"), (StatesClient.Text(described, "status"), StatesClient.Text(described, "error"), StatesClient.Text(described, "cause")));
        Assert.Equal("ExecutionStarted WaitStateEntered ExecutionAborted", await host.Client.TypesAsync(execution));
    }

    [Fact]
    public async Task Update_ChangesNewExecutionsOnly()
    {
        await using var host = await EngineHost.StartAsync();
        var arn = await host.Client.CreateAsync(Wait);
        var running = await host.Client.StartAsync(arn);
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        var updated = await host.Client.OkAsync("UpdateStateMachine", new JsonObject { ["stateMachineArn"] = arn, ["definition"] = Pass });
        var again = await host.Client.OkAsync("UpdateStateMachine", new JsonObject { ["stateMachineArn"] = arn, ["definition"] = Pass });

        Assert.Equal(StatesClient.Text(updated, "revisionId"), StatesClient.Text(again, "revisionId"));
        Assert.Equal("RUNNING", StatesClient.Text(await host.Client.DescribeAsync(running), "status"));
        Assert.Equal("SUCCEEDED", StatesClient.Text(await host.EndedAsync(await host.Client.StartAsync(arn)), "status"));
        var former = await host.Client.OkAsync("DescribeStateMachineForExecution", Arn("executionArn", running));
        Assert.Equal(Wait, StatesClient.Text(former, "definition"));
        Assert.False(former.ContainsKey("revisionId"));
        Assert.Equal(Pass, StatesClient.Text(await host.Client.OkAsync("DescribeStateMachine", Arn("stateMachineArn", arn)), "definition"));
    }

    [Fact]
    public async Task Delete_WaitsForWhatRuns()
    {
        await using var host = await EngineHost.StartAsync();
        var arn = await host.Client.CreateAsync(Wait);
        var running = await host.Client.StartAsync(arn);

        await host.Client.OkAsync("DeleteStateMachine", Arn("stateMachineArn", arn));

        Assert.Equal("DELETING", StatesClient.Text(await host.Client.OkAsync("DescribeStateMachine", Arn("stateMachineArn", arn)), "status"));
        Assert.Equal("StateMachineDeleting", (await host.Client.RefusedAsync("StartExecution", Start(arn, "two", "{}"))).Code);
        Assert.Equal("StateMachineDeleting", (await host.Client.RefusedAsync("CreateStateMachine", Machine("m", Wait))).Code);
        host.Clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal("SUCCEEDED", StatesClient.Text(await host.EndedAsync(running), "status"));
        Assert.Equal("StateMachineDoesNotExist", (await host.Client.RefusedAsync("DescribeStateMachine", Arn("stateMachineArn", arn))).Code);
        await host.Client.OkAsync("DeleteStateMachine", Arn("stateMachineArn", arn));
        Assert.Equal(Wait, StatesClient.Text(await host.Client.OkAsync("DescribeStateMachineForExecution", Arn("executionArn", running)), "definition"));
    }

    [Fact]
    public async Task ListMachines_InPages_ShowsEachOnceByName()
    {
        await using var host = await EngineHost.StartAsync();
        foreach (var name in new[] { "d", "a", "c", "e", "b" })
        {
            await host.Client.CreateAsync(Pass, name);
        }

        Assert.Equal(["a", "b", "c", "d", "e"], await PagesAsync(host, "ListStateMachines", [], "stateMachines", "name", 2));
    }

    [Fact]
    public async Task ListExecutions_InPagesAndByStatus_ShowsTheNewestFirst()
    {
        await using var host = await EngineHost.StartAsync();
        var pass = await host.Client.CreateAsync(Pass, "p");
        var wait = await host.Client.CreateAsync(Wait, "w");
        for (var i = 0; i < 5; i++)
        {
            await host.Client.StartAsync(pass, name: $"p{i}");
            await host.Client.StartAsync(wait, name: $"w{i}");
        }

        await host.Client.OkAsync("StopExecution", Arn("executionArn", Base + "execution:w:w2"));

        Assert.Equal(["p4", "p3", "p2", "p1", "p0"], await PagesAsync(host, "ListExecutions", Arn("stateMachineArn", pass), "executions", "name", 2));
        var running = Arn("stateMachineArn", wait);
        running["statusFilter"] = "RUNNING";
        Assert.Equal(["w4", "w3", "w1", "w0"], await PagesAsync(host, "ListExecutions", running, "executions", "name", 3));
        running["statusFilter"] = "succeeded";
        Assert.Equal(
            ("ValidationException", "1 validation error detected: Value 'succeeded' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]"),
            await host.Client.RefusedAsync("ListExecutions", running));
    }

    [Fact]
    public async Task History_InPages_RunsBothWays()
    {
        await using var host = await EngineHost.StartAsync();
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Pass));
        var backwards = Arn("executionArn", execution);
        backwards["reverseOrder"] = true;

        Assert.Equal(["1", "2", "3", "4"], await PagesAsync(host, "GetExecutionHistory", Arn("executionArn", execution), "events", "id", 3));
        Assert.Equal(["4", "3", "2", "1"], await PagesAsync(host, "GetExecutionHistory", backwards, "events", "id", 2));
    }

    [Fact]
    public async Task History_WithoutData_LeavesItOut()
    {
        await using var host = await EngineHost.StartAsync();
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Pass), """{"secret":1}""");
        var fields = Arn("executionArn", execution);
        fields["includeExecutionData"] = false;

        Assert.DoesNotContain("secret", (await host.Client.OkAsync("GetExecutionHistory", fields)).ToJsonText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_WithWrongLimitsOrTokens_AreRefused()
    {
        await using var host = await EngineHost.StartAsync();
        await host.Client.CreateAsync(Pass, "a");
        await host.Client.CreateAsync(Pass, "b");
        var page = await host.Client.OkAsync("ListStateMachines", new JsonObject { ["maxResults"] = 1 });
        var arn = Base + "stateMachine:a";

        Assert.Equal(
            ("ValidationException", "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000"),
            await host.Client.RefusedAsync("ListStateMachines", new JsonObject { ["maxResults"] = 1001 }));
        Assert.Equal("InvalidToken", (await host.Client.RefusedAsync("ListStateMachines", new JsonObject { ["nextToken"] = "x" })).Code);
        Assert.Equal("InvalidToken", (await host.Client.RefusedAsync("ListExecutions", new JsonObject
        {
            ["stateMachineArn"] = arn, ["nextToken"] = page["nextToken"]!.GetValue<string>(),
        })).Code);
        Assert.EndsWith(
            "at 'nextToken' failed to satisfy constraint: Member must have length less than or equal to 1024",
            (await host.Client.RefusedAsync("ListStateMachines", new JsonObject { ["nextToken"] = new string('x', 1025) })).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json", "InvalidOutput")]
    [InlineData("", "InvalidOutput")]
    public async Task SendTaskSuccess_WithBadOutput_IsRefusedAndLeavesTheTaskOpen(string output, string code)
    {
        await using var host = await EngineHost.StartAsync();
        host.Lambda.On("f", _ => new("null"));
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState(Asl.Invoke(wait: true))));
        var token = await host.TokenAsync(execution);

        Assert.Equal(code, (await host.Client.RefusedAsync("SendTaskSuccess", new JsonObject { ["taskToken"] = token, ["output"] = output })).Code);
        Assert.Equal("InvalidOutput", (await host.Client.RefusedAsync("SendTaskSuccess", new JsonObject { ["taskToken"] = token, ["output"] = $"\"{new string('x', 262_144)}\"" })).Code);

        await host.Client.OkAsync("SendTaskFailure", new JsonObject { ["taskToken"] = token, ["error"] = "E", ["cause"] = "C" });
        Assert.Equal("E", StatesClient.Text(await host.EndedAsync(execution), "error"));
    }

    [Fact]
    public async Task Token_OfAStoppedExecution_IsTimedOut()
    {
        await using var host = await EngineHost.StartAsync();
        host.Lambda.On("f", _ => new("null"));
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState(Asl.Invoke(wait: true))));
        var token = await host.TokenAsync(execution);
        await host.Client.OkAsync("StopExecution", Arn("executionArn", execution));

        Assert.Equal("TaskTimedOut", (await host.Client.RefusedAsync("SendTaskSuccess", new JsonObject { ["taskToken"] = token, ["output"] = "1" })).Code);
    }

    private static async Task<List<string>> PagesAsync(EngineHost host, string operation, JsonObject fields, string member, string shown, int size)
    {
        var all = new List<string>();
        fields["maxResults"] = size;
        while (true)
        {
            var page = await host.Client.OkAsync(operation, (JsonObject)fields.DeepClone());
            Assert.InRange(page[member]!.AsArray().Count, 1, size);
            all.AddRange(page[member]!.AsArray().Select(row => row![shown]!.ToString()));
            if (page["nextToken"] is not { } next)
            {
                return all;
            }

            fields["nextToken"] = next.GetValue<string>();
        }
    }

    private static JsonObject Machine(string name, string definition) =>
        new() { ["name"] = name, ["definition"] = definition, ["roleArn"] = StatesClient.Role };

    private static JsonObject Arn(string field, string arn) => new() { [field] = arn };

    private static JsonObject Start(string arn, string name, string input) => new() { ["stateMachineArn"] = arn, ["name"] = name, ["input"] = input };
}
