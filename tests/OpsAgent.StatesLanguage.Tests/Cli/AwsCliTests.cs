using System.Text.Json.Nodes;

using OpsAgent.TestKit;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>Every operation, and its errors, as a user of the AWS CLI sees them.</summary>
public sealed class AwsCliTests
{
    private const string Base = "arn:aws:states:us-east-1:123456789012:";
    private const string Role = "arn:aws:iam::123456789012:role/r";

    [Fact]
    public async Task Cli_DrivesEveryOperation()
    {
        ExternalTool.Require("aws");
        await using var host = await EngineHost.StartAsync();
        host.Lambda.On("f", _ => new("null"));
        var aws = new AwsCli(host.Server.Url);
        var callback = Asl.SingleState(Asl.Invoke("\"HeartbeatSeconds\":900", wait: true));

        var created = await aws.OkAsync("create-state-machine", "--name", "approve", "--definition", callback, "--role-arn", Role, "--tags", "key=team,value=ops");
        var machine = Text(created, "stateMachineArn");
        Assert.Equal(Base + "stateMachine:approve", machine);
        Assert.Equal("1767323045", Text(created, "creationDate"));
        Assert.Equal("ACTIVE", Text(await aws.OkAsync("describe-state-machine", "--state-machine-arn", machine), "status"));
        Assert.Single((await aws.OkAsync("list-state-machines"))["stateMachines"]!.AsArray());

        var validated = await aws.OkAsync("validate-state-machine-definition", "--definition", "{}", "--severity", "WARNING", "--max-results", "5");
        Assert.Equal(("FAIL", "false"), (Text(validated, "result"), Text(validated, "truncated")));
        Assert.Equal("SCHEMA_VALIDATION_FAILED", validated["diagnostics"]![0]!["code"]!.GetValue<string>());
        await aws.OkAsync("tag-resource", "--resource-arn", machine, "--tags", "key=cost,value=7");
        await aws.OkAsync("untag-resource", "--resource-arn", machine, "--tag-keys", "team");
        Assert.Equal("""[{"key":"cost","value":"7"}]""", (await aws.OkAsync("list-tags-for-resource", "--resource-arn", machine))["tags"].ToJsonText());
        Assert.Empty((await aws.OkAsync("list-state-machine-versions", "--state-machine-arn", machine))["stateMachineVersions"]!.AsArray());

        await aws.OkAsync("start-execution", "--state-machine-arn", machine, "--name", "good", "--input", """{"a":1}""");
        await aws.OkAsync("start-execution", "--state-machine-arn", machine, "--name", "bad");
        await aws.OkAsync("start-execution", "--state-machine-arn", machine, "--name", "stopped");
        var (good, bad, stopped) = (Base + "execution:approve:good", Base + "execution:approve:bad", Base + "execution:approve:stopped");

        var token = await host.TokenAsync(good);
        await aws.OkAsync("send-task-heartbeat", "--task-token", token);
        await aws.OkAsync("send-task-success", "--task-token", token, "--task-output", "{\"ok\":true}");
        await aws.OkAsync("send-task-failure", "--task-token", await host.TokenAsync(bad), "--error", "Denied", "--cause", "no");
        await host.TokenAsync(stopped);
        await aws.OkAsync("stop-execution", "--execution-arn", stopped, "--error", "E", "--cause", "C");

        Assert.Equal("{\"ok\":true}", Text(await aws.OkAsync("describe-execution", "--execution-arn", good), "output"));
        Assert.Equal("Denied", Text(await aws.OkAsync("describe-execution", "--execution-arn", bad), "error"));
        var listed = (await aws.OkAsync("list-executions", "--state-machine-arn", machine, "--page-size", "1"))["executions"]!.AsArray();
        Assert.Equal(["ABORTED", "FAILED", "SUCCEEDED"], listed.Select(row => row!["status"]!.GetValue<string>()));
        Assert.Single((await aws.OkAsync("list-executions", "--state-machine-arn", machine, "--status-filter", "FAILED"))["executions"]!.AsArray());
        var history = (await aws.OkAsync("get-execution-history", "--execution-arn", good, "--reverse-order", "--no-include-execution-data"))["events"]!.AsArray();
        Assert.Equal("ExecutionSucceeded", history[0]!["type"]!.GetValue<string>());

        var updated = await aws.OkAsync("update-state-machine", "--state-machine-arn", machine, "--definition", Asl.SingleState(Asl.Pass()));
        Assert.NotEmpty(Text(updated, "revisionId"));
        Assert.Equal(callback, Text(await aws.OkAsync("describe-state-machine-for-execution", "--execution-arn", good), "definition"));
        await aws.OkAsync("delete-state-machine", "--state-machine-arn", machine);
        Assert.Empty((await aws.OkAsync("list-state-machines"))["stateMachines"]!.AsArray());
    }

    [Fact]
    public async Task Cli_ShowsTheServicesErrors()
    {
        ExternalTool.Require("aws");
        await using var host = await EngineHost.StartAsync();
        var aws = new AwsCli(host.Server.Url);
        var machine = await host.Client.CreateAsync(Asl.SingleState("""{"Type":"Wait","Seconds":60,"End":true}"""));
        await host.Client.StartAsync(machine, name: "one");
        string[][] refused =
        [
            ["(InvalidDefinition) when calling the CreateStateMachine operation: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'",
                "create-state-machine", "--name", "x", "--definition", "{}", "--role-arn", Role],
            ["(InvalidName) when calling the CreateStateMachine operation: Invalid Name: 'a b'",
                "create-state-machine", "--name", "a b", "--definition", Asl.SingleState(Asl.Pass()), "--role-arn", Role],
            [$"(StateMachineAlreadyExists) when calling the CreateStateMachine operation: State Machine Already Exists: '{machine}'",
                "create-state-machine", "--name", "m", "--definition", Asl.SingleState(Asl.Pass()), "--role-arn", Role],
            ["(InvalidArn) when calling the DescribeStateMachine operation: Invalid Arn: 'Invalid ARN prefix: x'",
                "describe-state-machine", "--state-machine-arn", "x"],
            [$"(StateMachineDoesNotExist) when calling the StartExecution operation: State Machine Does Not Exist: '{Base}stateMachine:no'",
                "start-execution", "--state-machine-arn", Base + "stateMachine:no"],
            [$"(ExecutionAlreadyExists) when calling the StartExecution operation: Execution Already Exists: '{Base}execution:m:one'",
                "start-execution", "--state-machine-arn", machine, "--name", "one", "--input", "{\"other\":1}"],
            ["(InvalidExecutionInput) when calling the StartExecution operation: Invalid State Machine Execution Input: 'Unrecognized token 'nope'",
                "start-execution", "--state-machine-arn", machine, "--input", "nope"],
            [$"(ExecutionDoesNotExist) when calling the DescribeExecution operation: Execution Does Not Exist: '{Base}execution:m:no'",
                "describe-execution", "--execution-arn", Base + "execution:m:no"],
            ["(MissingRequiredParameter) when calling the UpdateStateMachine operation: Either the definition",
                "update-state-machine", "--state-machine-arn", machine],
            ["(InvalidToken) when calling the SendTaskSuccess operation: Invalid Token: 'Invalid token'",
                "send-task-success", "--task-token", "garbage", "--task-output", "{}"],
            ["(TaskTimedOut) when calling the SendTaskHeartbeat operation: Task Timed Out: 'Provided task does not exist anymore'",
                "send-task-heartbeat", "--task-token", TaskToken.New()],
            ["(InvalidToken) when calling the ListExecutions operation: Invalid Token: 'Invalid token'",
                "list-executions", "--state-machine-arn", machine, "--starting-token", "eyJuZXh0VG9rZW4iOiAieCJ9"],
            [$"(ResourceNotFound) when calling the TagResource operation: Resource not found: '{Base}stateMachine:no'",
                "tag-resource", "--resource-arn", Base + "stateMachine:no", "--tags", "key=a,value=b"],
            ["(ValidationException) when calling the CreateStateMachine operation: A key of one's own is not supported by this engine",
                "create-state-machine", "--name", "x", "--definition", Asl.SingleState(Asl.Pass()), "--role-arn", Role, "--encryption-configuration", "type=CUSTOMER_MANAGED_KMS_KEY,kmsKeyId=k"],
            ["(UnknownOperationException)", "list-activities"],
        ];

        var answers = await Task.WhenAll(refused.Select(line => aws.RefusedAsync(line[1..])));

        foreach (var (line, answer) in refused.Zip(answers))
        {
            Assert.Contains(line[0], answer, StringComparison.Ordinal);
        }
    }

    private static string Text(JsonObject body, string name) => body[name]!.ToString();
}
