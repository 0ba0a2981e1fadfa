namespace OpsAgent.StatesLanguage.Tests;

public sealed class PassAndFlowTests
{
    [Fact]
    public void Pass_WithoutFields_HandsItsInputOnWithTheRecordedEvents()
    {
        var run = Simulation.Run(Asl.SingleState(Asl.Pass()), """{"a":1}""");

        Assert.Equal("ExecutionStarted<0 PassStateEntered<0 PassStateExited<2 ExecutionSucceeded<3", run.History);
        Assert.Equal("""{"a":1}""", run.State.Output);
        Assert.Equal("""{"input":"{\"a\":1}","inputDetails":{"truncated":false},"roleArn":"arn:aws:iam::123456789012:role/r"}""", Sorted(run.Details("ExecutionStarted")));
        Assert.Equal("""{"input":"{\"a\":1}","inputDetails":{"truncated":false},"name":"S"}""", Sorted(run.Details("PassStateEntered")));
        Assert.Equal("""{"name":"S","output":"{\"a\":1}","outputDetails":{"truncated":false}}""", Sorted(run.Details("PassStateExited")));
        Assert.Equal("""{"output":"{\"a\":1}","outputDetails":{"truncated":false}}""", Sorted(run.Details("ExecutionSucceeded")));
    }

    [Theory]
    [InlineData("""
        "Result":{"b":2},"End":true
        """, """{"b":2}""")]
    [InlineData("""
        "Result":null,"End":true
        """, "null")]
    [InlineData("""
        "Result":{"b":2},"ResultPath":"$.r","End":true
        """, """{"a":{"x":1},"list":[1,2],"r":{"b":2}}""")]
    [InlineData("""
        "Result":5,"ResultPath":"$.a.deep.down","End":true
        """, """{"a":{"x":1,"deep":{"down":5}},"list":[1,2]}""")]
    [InlineData("""
        "Result":5,"ResultPath":"$.list[1]","End":true
        """, """{"a":{"x":1},"list":[1,5]}""")]
    [InlineData("""
        "Result":5,"ResultPath":null,"End":true
        """, """{"a":{"x":1},"list":[1,2]}""")]
    [InlineData("""
        "InputPath":"$.a","End":true
        """, """{"x":1}""")]
    [InlineData("""
        "InputPath":"$.a","ResultPath":"$.copy","End":true
        """, """{"a":{"x":1},"list":[1,2],"copy":{"x":1}}""")]
    [InlineData("""
        "InputPath":null,"End":true
        """, "{}")]
    [InlineData("""
        "OutputPath":"$.list[0]","End":true
        """, "1")]
    [InlineData("""
        "OutputPath":null,"End":true
        """, "{}")]
    [InlineData("""
        "OutputPath":"$['list']","End":true
        """, "[1,2]")]
    [InlineData("""
        "Parameters":{"k":"v","x.$":"$.a.x","n":{"deep.$":"$$.Execution.Name"},"l":[{"y.$":"$.a.x"},2]},"End":true
        """, """{"k":"v","x":1,"n":{"deep":"e"},"l":[{"y":1},2]}""")]
    [InlineData("""
        "InputPath":"$.a","Parameters":{"x.$":"$.x"},"End":true
        """, """{"x":1}""")]
    [InlineData("""
        "Parameters":{"past.$":"$.list[7]"},"End":true
        """, """{"past":null}""")]
    [InlineData("""
        "InputPath":"$$.StateMachine.Name","End":true
        """, "\"m\"")]
    public void Pass_WithDataFlowFields_GivesWhatTheLanguageSays(string fields, string output) =>
        Assert.Equal(output, Simulation.Run(Asl.SingleState(Asl.Pass(fields.Trim())), """{"a":{"x":1},"list":[1,2]}""").State.Output);

    [Theory]
    [InlineData("""
        "Parameters":{"value.$":"$.x"},"End":true
        """, "The JSONPath '$.x' specified for the field 'value.$' could not be found in the input '{\"a\":1}'")]
    [InlineData("""
        "InputPath":"$.X","End":true
        """, "Invalid path '$.X' : No results for path: $['X']")]
    [InlineData("""
        "OutputPath":"$.no.where","End":true
        """, "Invalid path '$.no.where' : Missing property in path $['no']")]
    public void Pass_WithAPathToNothing_FailsWithTheRecordedCause(string fields, string cause)
    {
        var run = Simulation.Run(Asl.SingleState(Asl.Pass(fields.Trim())), """{"a":1}""");

        Assert.Equal("ExecutionStarted<0 PassStateEntered<0 ExecutionFailed<2", run.History);
        Assert.Equal("States.Runtime", run.State.Error);
        Assert.Equal("An error occurred while executing the state 'S' (entered at the event id #2). " + cause, run.State.Cause);
    }

    [Fact]
    public void Pass_WhoseResultPathMeetsAString_FailsByName()
    {
        var run = Simulation.Run(Asl.SingleState(Asl.Pass("""
            "Result":1,"ResultPath":"$.a.b","End":true
            """)), """{"a":"text"}""");

        Assert.Equal("States.ResultPathMatchFailure", run.State.Error);
    }

    [Fact]
    public void Pass_WithMoreThanTheDataLimit_FailsWithTheRecordedCause()
    {
        var run = Simulation.Run(Asl.SingleState(Asl.Pass("""
            "Parameters":{"a.$":"$","b.$":"$"},"End":true
            """)), $"\"{new string('x', 200_000)}\"");

        Assert.Equal("States.DataLimitExceeded", run.State.Error);
        Assert.Equal("The state/task 'S' returned a result with a size exceeding the maximum number of bytes service limit.", run.State.Cause);
    }

    [Fact]
    public void Loop_WithoutEnd_FailsAtTheEventQuota()
    {
        var run = Simulation.Run(Asl.SingleState(
            Asl.Pass("\"Next\":\"T\""),
            """
            "T":{"Type":"Choice","Choices":[{"Variable":"$.done","IsPresent":true,"Next":"E"}],"Default":"S"},"E":{"Type":"Succeed"}
            """));

        Assert.Equal(ExecutionStatus.Failed, run.State.Status);
        Assert.Equal(25_000, run.Events.Count);
        Assert.Equal("ExecutionFailed", run.Events[^1].Type);
    }

    [Theory]
    [InlineData("1.10")]
    [InlineData("0.0")]
    [InlineData("12345678901234567890123")]
    [InlineData("1e400")]
    [InlineData("\"😀 \u2028 /\"")]
    [InlineData("\"é ü 漢字 <>&'\"")]
    public void Data_OfAnySpelling_ComesOutAsItWentIn(string input) =>
        Assert.Equal(input, Simulation.Run(Asl.SingleState(Asl.Pass()), input).State.Output);

    [Fact]
    public void Succeed_AndFail_EndAsRecorded()
    {
        Assert.Equal("ExecutionStarted<0 SucceedStateEntered<0 SucceedStateExited<2 ExecutionSucceeded<3", Simulation.Run(Asl.SingleState("""{"Type":"Succeed"}""")).History);

        var failed = Simulation.Run(Asl.SingleState("""{"Type":"Fail","Error":"E","Cause":"C"}"""));
        Assert.Equal("ExecutionStarted<0 FailStateEntered<0 ExecutionFailed<2", failed.History);
        Assert.Equal(("E", "C"), (failed.State.Error, failed.State.Cause));

        var silent = Simulation.Run(Asl.SingleState("""{"Type":"Fail"}"""));
        Assert.Equal("{}", silent.Details("ExecutionFailed").ToJsonText());
    }

    [Theory]
    [InlineData("""{"Type":"Fail","ErrorPath":"$.e","CausePath":"$$.State.Name"}""", "boom", "S")]
    [InlineData("""{"Type":"Fail","ErrorPath":"States.Format('{}!', $.e)","Cause":"c"}""", "boom!", "c")]
    [InlineData("""{"Type":"Fail","ErrorPath":"$.none","Cause":"c"}""", "States.Runtime", "An error occurred while executing the state 'S' (entered at the event id #2). The JSONPath '$.none' specified for the field 'ErrorPath' could not be found in the input '{\"e\":\"boom\"}'")]
    public void Fail_WithPaths_ReadsThem(string state, string error, string cause)
    {
        var run = Simulation.Run(Asl.SingleState(state), """{"e":"boom"}""");

        Assert.Equal((error, cause), (run.State.Error, run.State.Cause));
    }

    [Fact]
    public void Context_InATask_HasTheRecordedMembers()
    {
        var run = new Simulation(Asl.SingleState(Asl.Invoke(payload: """{"c.$":"$$"}""")), """{"a":1}""");

        var expected = """
            {"c":{"Execution":{"Id":"arn:aws:states:us-east-1:123456789012:execution:m:e","Input":{"a":1},"StartTime":"2026-01-02T03:04:05.678Z","Name":"e","RoleArn":"arn:aws:iam::123456789012:role/r","RedriveCount":0},"StateMachine":{"Id":"arn:aws:states:us-east-1:123456789012:stateMachine:m","Name":"m"},"State":{"Name":"S","EnteredTime":"2026-01-02T03:04:05.678Z","RetryCount":0}}}
            """;
        Assert.Equal(expected.Trim(), run.Invocation!.Payload);
    }

    private static string Sorted(System.Text.Json.Nodes.JsonObject details) =>
        new System.Text.Json.Nodes.JsonObject(details.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))).ToJsonText();
}
