using System.Net;
using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;
using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Compat.Tests.StepFunctions;

public sealed class AnswerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Collections_OfANewObject_AreNull()
    {
        Assert.Null(new GetExecutionHistoryResponse().Events);
        Assert.Null(new ListExecutionsResponse().Executions);
        Assert.Null(new CreateStateMachineRequest().Tags);
        Assert.Null(new StateExitedEventDetails().AssignedVariables);
    }

    [Fact]
    public async Task Members_AbsentOrNullOnTheWire_AreNull()
    {
        var answer = await ReadAsync("""{"input":null,"status":null}""", static client => client.DescribeExecutionAsync(new DescribeExecutionRequest(), Cancellation));

        Assert.Null(answer.Input);
        Assert.Null(answer.Status);
        Assert.Null(answer.StartDate);
        Assert.Null(answer.RedriveCount);
        Assert.Null(answer.InputDetails);
    }

    [Fact]
    public async Task Lists_EmptyOnTheWire_AreEmpty()
    {
        var answer = await ReadAsync("""{"executions":[]}""", static client => client.ListExecutionsAsync(new ListExecutionsRequest(), Cancellation));

        Assert.Empty(answer.Executions);
        Assert.Null(answer.NextToken);
    }

    [Fact]
    public async Task Body_Empty_IsAnEmptyAnswer()
    {
        var answer = await ReadAsync("", static client => client.SendTaskSuccessAsync(new SendTaskSuccessRequest(), Cancellation));

        Assert.Equal(HttpStatusCode.OK, answer.HttpStatusCode);
    }

    [Theory]
    [InlineData("1769000000", "2026-01-21T12:53:20.0000000Z")]
    [InlineData("1769000000.25", "2026-01-21T12:53:20.2500000Z")]
    [InlineData("1.769000000123E9", "2026-01-21T12:53:20.1230000Z")]
    [InlineData("\"2026-01-21T13:53:20+01:00\"", "2026-01-21T12:53:20.0000000Z")]
    public async Task Timestamps_HoweverWritten_AreUtc(string wire, string expected)
    {
        var answer = await ReadAsync($$"""{"stopDate":{{wire}}}""", static client => client.StopExecutionAsync(new StopExecutionRequest(), Cancellation));

        Assert.Equal(DateTimeKind.Utc, answer.StopDate!.Value.Kind);
        Assert.Equal(expected, answer.StopDate.Value.ToString("O"));
    }

    [Fact]
    public async Task Answer_WithItsEnvelope_CarriesRequestIdAndStatus()
    {
        var answer = await ReadAsync("{}", static client => client.SendTaskFailureAsync(new SendTaskFailureRequest(), Cancellation));

        Assert.Equal("request-1", answer.ResponseMetadata.RequestId);
        Assert.Equal(HttpStatusCode.OK, answer.HttpStatusCode);
    }

    [Fact]
    public async Task DescribeStateMachine_WithMapOfLists_ReadsThem()
    {
        var answer = await ReadAsync(
            """
            {"name":"m","type":"EXPRESS","status":"ACTIVE","variableReferences":{"Ask":["$x","$y"],"Act":[]},
             "loggingConfiguration":{"level":"ERROR","includeExecutionData":true,"destinations":[{"cloudWatchLogsLogGroup":{"logGroupArn":"arn:log"}}]}}
            """,
            static client => client.DescribeStateMachineAsync(new DescribeStateMachineRequest(), Cancellation));

        Assert.Equal(StateMachineType.EXPRESS, answer.Type);
        Assert.True(answer.Status == "active");
        Assert.Equal(["$x", "$y"], answer.VariableReferences["Ask"]);
        Assert.Empty(answer.VariableReferences["Act"]);
        Assert.Equal("arn:log", Assert.Single(answer.LoggingConfiguration.Destinations).CloudWatchLogsLogGroup.LogGroupArn);
    }

    [Fact]
    public async Task GetExecutionHistory_WithEveryKindOfDetail_FillsTheMatchingMember()
    {
        var names = typeof(HistoryEvent).GetProperties().Where(static property => property.Name.EndsWith("EventDetails", StringComparison.Ordinal)).ToArray();
        var events = names.Select(static (name, index) =>
            $$$"""{"id":{{{index + 1}}},"timestamp":1769000000,"type":"TaskFailed","{{{char.ToLowerInvariant(name.Name[0])}}}{{{name.Name[1..]}}}":{}}""");

        var answer = await ReadAsync(
            $$"""{"events":[{{string.Join(',', events)}}],"nextToken":"more"}""",
            static client => client.GetExecutionHistoryAsync(new GetExecutionHistoryRequest(), Cancellation));

        Assert.Equal(5, names.Length);
        Assert.Equal("more", answer.NextToken);
        Assert.All(answer.Events, (one, index) =>
            Assert.Equal([names[index].Name], names.Where(name => name.GetValue(one) is not null).Select(static name => name.Name)));
    }

    [Fact]
    public async Task GetExecutionHistory_OfAnApprovalThatTimedOut_ReadsItsStory()
    {
        var answer = await ReadAsync(
            """
            {"events":[
              {"id":1,"previousEventId":0,"timestamp":1769000000.5,"type":"ExecutionStarted","executionStartedEventDetails":{"input":"{}","inputDetails":{"truncated":false},"roleArn":"arn:role"}},
              {"id":2,"previousEventId":1,"timestamp":1769000001,"type":"TaskScheduled","taskScheduledEventDetails":
                {"resourceType":"lambda","resource":"invoke.waitForTaskToken","region":"eu-west-1","parameters":"{}","heartbeatInSeconds":900,"taskCredentials":{"roleArn":"arn:r"}}},
              {"id":3,"previousEventId":2,"timestamp":1769000901,"type":"TaskTimedOut","taskTimedOutEventDetails":{"resourceType":"lambda","resource":"invoke.waitForTaskToken","error":"States.HeartbeatTimeout"}},
              {"id":4,"previousEventId":3,"timestamp":1769000902,"type":"SomethingNew","stateExitedEventDetails":{"name":"Wait","output":"{}","assignedVariables":{"x":"1"}}}]}
            """,
            static client => client.GetExecutionHistoryAsync(new GetExecutionHistoryRequest(), Cancellation));

        Assert.Equal([1, 2, 3, 4], answer.Events.Select(static one => one.Id!.Value));
        Assert.False(answer.Events[0].ExecutionStartedEventDetails.InputDetails.Truncated);
        Assert.Equal(HistoryEventType.TaskScheduled, answer.Events[1].Type);
        Assert.Equal("{}", answer.Events[1].TaskScheduledEventDetails.Parameters);
        Assert.Equal(900, answer.Events[1].TaskScheduledEventDetails.HeartbeatInSeconds);
        Assert.Null(answer.Events[1].TaskScheduledEventDetails.TimeoutInSeconds);
        Assert.Equal("arn:r", answer.Events[1].TaskScheduledEventDetails.TaskCredentials.RoleArn);
        Assert.Equal("States.HeartbeatTimeout", answer.Events[2].TaskTimedOutEventDetails.Error);
        Assert.Equal("SomethingNew", answer.Events[3].Type.Value);
        Assert.Equal("1", answer.Events[3].StateExitedEventDetails.AssignedVariables["x"]);
    }

    [Fact]
    public void Constants_Compared_IgnoreCaseAndKnowNull()
    {
        Assert.Same(ExecutionStatus.RUNNING, ExecutionStatus.FindValue("RUNNING"));
        Assert.True(ExecutionStatus.TIMED_OUT == "timed_out");
        Assert.Equal("ABORTED", (string)ExecutionStatus.ABORTED);
        Assert.Equal("NEW_ONE", ExecutionStatus.FindValue("NEW_ONE").Value);
        Assert.Null(ExecutionStatus.FindValue(null));
    }

    private static async Task<T> ReadAsync<T>(string body, Func<AmazonStepFunctionsClient, Task<T>> call)
    {
        using var service = new FakeService(FakeResponse.Ok(body));
        using var client = FakeCredentials.StepFunctionsAt(service.Address);
        return await call(client);
    }
}
