using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;
using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Compat.Tests.StepFunctions;

/// <summary>The client against moto, an independent implementation of the API.</summary>
public sealed class MotoTests(MotoServer moto)
{
    private const string Role = "arn:aws:iam::123456789012:role/fake";
    private const string Definition = """{"StartAt":"Done","States":{"Done":{"Type":"Succeed"}}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StateMachine_Created_IsListedAndDescribed()
    {
        using var client = await ClientAsync();
        var created = await CreateAsync(client, "described");

        var listed = await client.ListStateMachinesAsync(new ListStateMachinesRequest(), Cancellation);
        var described = await client.DescribeStateMachineAsync(new DescribeStateMachineRequest { StateMachineArn = created.StateMachineArn }, Cancellation);

        Assert.Equal(DateTimeKind.Utc, created.CreationDate!.Value.Kind);
        Assert.Contains(listed.StateMachines, one => one.StateMachineArn == created.StateMachineArn && one.Name == "described");
        Assert.Equal(Definition, described.Definition);
        Assert.Equal(Role, described.RoleArn);
        Assert.Equal(StateMachineStatus.ACTIVE, described.Status);
        Assert.NotNull(described.ResponseMetadata.RequestId);
    }

    [Fact]
    public async Task StateMachine_Updated_HasTheNewDefinition()
    {
        using var client = await ClientAsync();
        var created = await CreateAsync(client, "updated");
        var changed = Definition.Replace("Done", "Over", StringComparison.Ordinal);

        var updated = await client.UpdateStateMachineAsync(
            new UpdateStateMachineRequest { StateMachineArn = created.StateMachineArn, Definition = changed }, Cancellation);
        var described = await client.DescribeStateMachineAsync(new DescribeStateMachineRequest { StateMachineArn = created.StateMachineArn }, Cancellation);

        Assert.Equal(DateTimeKind.Utc, updated.UpdateDate!.Value.Kind);
        Assert.Equal(changed, described.Definition);
    }

    [Fact]
    public async Task Execution_StartedAndStopped_IsAborted()
    {
        using var client = await ClientAsync();
        var machine = (await CreateAsync(client, "stopped")).StateMachineArn;

        var started = await client.StartExecutionAsync(new StartExecutionRequest { StateMachineArn = machine, Name = "one", Input = """{"n":1}""" }, Cancellation);
        var running = await client.DescribeExecutionAsync(new DescribeExecutionRequest { ExecutionArn = started.ExecutionArn }, Cancellation);
        var history = await client.GetExecutionHistoryAsync(new GetExecutionHistoryRequest { ExecutionArn = started.ExecutionArn }, Cancellation);
        var stopped = await client.StopExecutionAsync(new StopExecutionRequest { ExecutionArn = started.ExecutionArn, Cause = "test" }, Cancellation);
        var ended = await client.DescribeExecutionAsync(new DescribeExecutionRequest { ExecutionArn = started.ExecutionArn }, Cancellation);
        var listed = await client.ListExecutionsAsync(new ListExecutionsRequest { StateMachineArn = machine, StatusFilter = ExecutionStatus.ABORTED }, Cancellation);

        Assert.Equal(("one", """{"n":1}""", ExecutionStatus.RUNNING), (running.Name, running.Input, running.Status));
        Assert.Equal(started.StartDate, running.StartDate);
        Assert.Equal(HistoryEventType.ExecutionStarted, history.Events[0].Type);
        Assert.Equal(1, history.Events[0].Id);
        Assert.Equal(DateTimeKind.Utc, history.Events[0].Timestamp!.Value.Kind);
        Assert.NotNull(stopped.StopDate);
        Assert.Equal(ExecutionStatus.ABORTED, ended.Status);
        Assert.Equal(started.ExecutionArn, Assert.Single(listed.Executions).ExecutionArn);
    }

    [Fact]
    public async Task Execution_StartedAgainWithOtherInput_IsRefused()
    {
        using var client = await ClientAsync();
        var machine = (await CreateAsync(client, "twice")).StateMachineArn;
        await client.StartExecutionAsync(new StartExecutionRequest { StateMachineArn = machine, Name = "same", Input = "{}" }, Cancellation);

        await Assert.ThrowsAsync<ExecutionAlreadyExistsException>(() =>
            client.StartExecutionAsync(new StartExecutionRequest { StateMachineArn = machine, Name = "same", Input = """{"n":2}""" }, Cancellation));
    }

    [Fact]
    public async Task Execution_Unknown_IsATypedRefusal()
    {
        using var client = await ClientAsync();

        var error = await Assert.ThrowsAsync<ExecutionDoesNotExistException>(() => client.DescribeExecutionAsync(
            new DescribeExecutionRequest { ExecutionArn = "arn:aws:states:eu-west-1:123456789012:execution:none:none" }, Cancellation));

        Assert.Equal("ExecutionDoesNotExist", error.ErrorCode);
    }

    [Fact]
    public async Task Task_AnsweredByToken_IsAccepted()
    {
        using var client = await ClientAsync();

        await client.SendTaskHeartbeatAsync(new SendTaskHeartbeatRequest { TaskToken = "token" }, Cancellation);
        await client.SendTaskSuccessAsync(new SendTaskSuccessRequest { TaskToken = "token", Output = "{}" }, Cancellation);
        var answer = await client.SendTaskFailureAsync(new SendTaskFailureRequest { TaskToken = "token", Error = "Denied", Cause = "no" }, Cancellation);

        Assert.Equal(System.Net.HttpStatusCode.OK, answer.HttpStatusCode);
    }

    private static Task<CreateStateMachineResponse> CreateAsync(AmazonStepFunctionsClient client, string name) => client.CreateStateMachineAsync(
        new CreateStateMachineRequest { Name = name, Definition = Definition, RoleArn = Role, Type = StateMachineType.STANDARD }, Cancellation);

    private async Task<AmazonStepFunctionsClient> ClientAsync() => FakeCredentials.StepFunctionsAt(await moto.AddressAsync(Cancellation));
}
