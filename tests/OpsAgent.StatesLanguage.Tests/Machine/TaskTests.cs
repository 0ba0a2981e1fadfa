namespace OpsAgent.StatesLanguage.Tests;

public sealed class TaskTests
{
    private const string Caught = """
        "Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":"$.error","Next":"Handled"}]
        """;

    private const string Handled = """
        "Handled":{"Type":"Pass","End":true}
        """;

    [Fact]
    public void Invoke_Answered_RecordsScheduledStartedSucceeded()
    {
        var run = Simulation.Run(Asl.SingleState(Asl.Invoke("\"TimeoutSeconds\":30")), """{"a":1}""", _ => Asl.Returns("""{"ok":true}"""));

        Assert.Equal("ExecutionStarted<0 TaskStateEntered<0 TaskScheduled<2 TaskStarted<3 TaskSucceeded<4 TaskStateExited<5 ExecutionSucceeded<6", run.History);
        Assert.Equal(
            """{"region":"us-east-1","parameters":"{\"FunctionName\":\"f\",\"Payload\":{\"in\":{\"a\":1}}}","resource":"invoke","resourceType":"lambda","timeoutInSeconds":30}""",
            run.Details("TaskScheduled").ToJsonText());
        Assert.Equal("""{"resource":"invoke","resourceType":"lambda"}""", run.Details("TaskStarted").ToJsonText());
        Assert.Contains("\"Payload\":{\"ok\":true}", run.State.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Invoke_WithSelectorAndResultPath_ShapesTheResult()
    {
        var run = Simulation.Run(
            Asl.SingleState(Asl.Invoke("""
                "ResultSelector":{"r.$":"$.Payload.ok","who.$":"$$.State.Name"},"ResultPath":"$.done","OutputPath":"$.done"
                """)), """{"a":1}""", _ => Asl.Returns("""{"ok":true}"""));

        Assert.Equal("""{"r":true,"who":"S"}""", run.State.Output);
    }

    [Fact]
    public void Invoke_Failing_FailsTheExecutionWithItsError()
    {
        var run = Simulation.Run(Asl.SingleState(Asl.Invoke()), function: _ => Asl.Throws("Boom", "{\"errorType\":\"Boom\"}"));

        Assert.Equal("ExecutionStarted<0 TaskStateEntered<0 TaskScheduled<2 TaskStarted<3 TaskFailed<4 ExecutionFailed<5", run.History);
        Assert.Equal("""{"error":"Boom","cause":"{\"errorType\":\"Boom\"}","resource":"invoke","resourceType":"lambda"}""", run.Details("TaskFailed").ToJsonText());
        Assert.Equal("Boom", run.State.Error);
    }

    [Fact]
    public void Catch_OfAFailure_PutsErrorAndCauseIntoTheInput()
    {
        var run = Simulation.Run(Asl.SingleState(Asl.Invoke(Caught + ",\"OutputPath\":\"$.nowhere\""), Handled), """{"a":1}""", _ => Asl.Throws("Boom"));

        Assert.Equal("""{"a":1,"error":{"Error":"Boom","Cause":"because"}}""", run.State.Output);
        Assert.EndsWith("TaskFailed<4 TaskStateExited<5 PassStateEntered<6 PassStateExited<7 ExecutionSucceeded<8", run.History, StringComparison.Ordinal);
    }

    [Fact]
    public void Timeout_Uncaught_FailsWithoutACause()
    {
        var run = Simulation.Run(Asl.SingleState(Asl.Invoke("\"TimeoutSeconds\":5")));

        Assert.EndsWith("TaskStarted<3 TaskTimedOut<4 ExecutionFailed<5", run.History, StringComparison.Ordinal);
        Assert.Equal("""{"error":"States.Timeout","resource":"invoke","resourceType":"lambda"}""", run.Details("TaskTimedOut").ToJsonText());
        Assert.Equal("""{"error":"States.Timeout"}""", run.Details("ExecutionFailed").ToJsonText());
        Assert.Equal(Simulation.Epoch.AddSeconds(5), run.Now);
        Assert.Equal(ExecutionStatus.Failed, run.State.Status);
    }

    [Fact]
    public void Timeout_Caught_HasAnEmptyCause()
    {
        var run = Simulation.Run(Asl.SingleState(Asl.Invoke(Caught + ",\"TimeoutSeconds\":5"), Handled));

        Assert.Equal("""{"error":{"Error":"States.Timeout","Cause":""}}""", run.State.Output);
    }

    [Fact]
    public void LateAnswer_AfterTheTimeout_ChangesNothing()
    {
        var run = new Simulation(Asl.SingleState(Asl.Invoke("\"TimeoutSeconds\":5"), null));
        run.Advance(5);
        var events = run.Events.Count;

        run.ReturnFromFunction(Asl.Returns("1"));

        Assert.Equal(events, run.Events.Count);
        Assert.Equal("States.Timeout", run.State.Error);
    }

    [Fact]
    public void Heartbeat_Missed_LooksAsRecordedOnAws()
    {
        var run = new Simulation(Asl.SingleState(Asl.Invoke("\"TimeoutSeconds\":600,\"HeartbeatSeconds\":5", wait: true)));
        run.ReturnFromFunction(Asl.Returns("null")).Advance(4.999);
        Assert.True(run.State.IsRunning);

        run.Advance(0.001);

        Assert.Equal(
            "ExecutionStarted<0 TaskStateEntered<0 TaskScheduled<2 TaskStarted<3 TaskSubmitted<4 TaskTimedOut<5 ExecutionFailed<6", run.History);
        Assert.Equal("""{"error":"States.Timeout","resource":"invoke.waitForTaskToken","resourceType":"lambda"}""", run.Details("TaskTimedOut").ToJsonText());
        Assert.Contains("\"timeoutInSeconds\":600,\"heartbeatInSeconds\":5", run.Details("TaskScheduled").ToJsonText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("States.HeartbeatTimeout")]
    [InlineData("States.Timeout")]
    public void Heartbeat_Missed_IsCaughtByEitherName(string name)
    {
        var catcher = $$"""
            "HeartbeatSeconds":5,"Catch":[{"ErrorEquals":["{{name}}"],"Next":"Handled"}]
            """;
        var run = Simulation.Run(Asl.SingleState(Asl.Invoke(catcher, wait: true), Handled), function: _ => Asl.Returns("1"));

        Assert.Equal("""{"Error":"States.Timeout","Cause":""}""", run.State.Output);
    }

    [Fact]
    public void HeartbeatMatcher_OnAPlainTimeout_DoesNotCatch()
    {
        var run = Simulation.Run(Asl.SingleState(Asl.Invoke("""
            "TimeoutSeconds":5,"Catch":[{"ErrorEquals":["States.HeartbeatTimeout","States.TaskFailed"],"Next":"Handled"}]
            """), Handled));

        Assert.Equal(ExecutionStatus.Failed, run.State.Status);
    }

    [Fact]
    public void Heartbeats_Arriving_MoveOnlyTheHeartbeat()
    {
        var run = new Simulation(Asl.SingleState(Asl.Invoke("\"TimeoutSeconds\":12,\"HeartbeatSeconds\":5", wait: true)));
        run.ReturnFromFunction(Asl.Returns("1"));
        run.Advance(4);
        Assert.True(run.Callback(new TaskCallback.Heartbeat()));
        run.Advance(4);
        Assert.True(run.Callback(new TaskCallback.Heartbeat()));
        Assert.Equal(5, run.Events.Count);

        run.Advance(4);

        Assert.Equal("States.Timeout", run.State.Error);
        Assert.Equal(Simulation.Epoch.AddSeconds(12), run.Now);
    }

    [Fact]
    public void Callback_AfterTheAnswer_GivesItsOutputUnwrapped()
    {
        var run = new Simulation(Asl.SingleState(Asl.Invoke("\"ResultPath\":\"$.approval\"", wait: true)), """{"a":1}""");
        run.ReturnFromFunction(Asl.Returns("1"));

        Assert.True(run.Callback(new TaskCallback.Success("""{"decision":"approved"}""")));

        Assert.Equal("""{"a":1,"approval":{"decision":"approved"}}""", run.State.Output);
        Assert.Contains("TaskSubmitted<4 TaskSucceeded<5 TaskStateExited<6", run.History, StringComparison.Ordinal);
    }

    [Fact]
    public void Callback_BeforeTheAnswer_EndsTheTaskAndTheAnswerIsIgnored()
    {
        var run = new Simulation(Asl.SingleState(Asl.Invoke(wait: true)));

        Assert.True(run.Callback(new TaskCallback.Success("7")));
        run.ReturnFromFunction(Asl.Throws("TooLate"));

        Assert.Equal("7", run.State.Output);
        Assert.DoesNotContain("TaskSubmitted", run.History, StringComparison.Ordinal);
    }

    [Fact]
    public void Callback_ASecondTime_ChangesNothing()
    {
        var run = new Simulation(Asl.SingleState(Asl.Invoke(wait: true)));
        var token = run.Token!;
        run.Callback(new TaskCallback.Success("7"));

        Assert.False(run.Callback(new TaskCallback.Failure("E", "C"), token));
        Assert.Equal("7", run.State.Output);
    }

    [Fact]
    public void CallbackFailure_WithoutFields_LeavesNeitherKey()
    {
        var run = new Simulation(Asl.SingleState(Asl.Invoke(Caught, wait: true), Handled));
        run.ReturnFromFunction(Asl.Returns("1"));

        run.Callback(new TaskCallback.Failure(null, null));

        Assert.Equal("""{"resource":"invoke.waitForTaskToken","resourceType":"lambda"}""", run.Details("TaskFailed").ToJsonText());
        Assert.Equal("""{"error":{"Error":null,"Cause":null}}""", run.State.Output);
    }

    [Fact]
    public void NotifyingFunction_Failing_FailsTheTaskAtOnce()
    {
        var run = Simulation.Run(Asl.SingleState(Asl.Invoke(wait: true)), function: _ => Asl.Throws("Boom"));

        Assert.EndsWith("TaskStarted<3 TaskFailed<4 ExecutionFailed<5", run.History, StringComparison.Ordinal);
    }

    [Fact]
    public void Token_OfARetry_IsNew()
    {
        var run = new Simulation(Asl.SingleState(Asl.Invoke("""
            "HeartbeatSeconds":5,"Retry":[{"ErrorEquals":["States.Timeout"],"MaxAttempts":1}]
            """, wait: true)));
        var first = run.Token;
        run.Advance(5).Advance(1);

        Assert.NotEqual(first, run.Token);
        Assert.False(run.Callback(new TaskCallback.Success("1"), first));
        Assert.Equal(2, run.Invocations.Count);
    }

    [Fact]
    public void FunctionArn_Answered_UsesTheLambdaFunctionEvents()
    {
        var machine = Asl.SingleState("""
            {"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","TimeoutSeconds":9,"End":true}
            """);
        var run = Simulation.Run(machine, """{"a":1}""", _ => new FunctionOutcome.Returned("5"));

        Assert.Equal("ExecutionStarted<0 TaskStateEntered<0 LambdaFunctionScheduled<2 LambdaFunctionStarted<3 LambdaFunctionSucceeded<4 TaskStateExited<5 ExecutionSucceeded<6", run.History);
        Assert.Equal("""{"a":1}""", run.Invocations[0].Payload);
        Assert.Equal("5", run.State.Output);
        Assert.Equal(
            """{"resource":"arn:aws:lambda:us-east-1:123456789012:function:f","input":"{\"a\":1}","inputDetails":{"truncated":false},"timeoutInSeconds":9}""",
            run.Details("LambdaFunctionScheduled").ToJsonText());

        var timedOut = Simulation.Run(machine);
        Assert.Equal("""{"error":"States.Timeout"}""", timedOut.Details("LambdaFunctionTimedOut").ToJsonText());
    }

    [Fact]
    public void LargeResult_IsCaughtByStatesAll()
    {
        // A recording on AWS shows States.ALL catching a task's States.DataLimitExceeded.
        var run = Simulation.Run(Asl.SingleState(Asl.Invoke(Caught), Handled), function: _ => Asl.Returns($"\"{new string('é', 140_000)}\""));

        Assert.Equal(
            """{"error":{"Error":"States.DataLimitExceeded","Cause":"The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit."}}""",
            run.State.Output);
    }

    [Fact]
    public void ParametersPath_ToNothing_CannotBeCaught()
    {
        var run = Simulation.Run(Asl.SingleState(Asl.Invoke(Caught, payload: """{"x.$":"$.none"}"""), Handled), "{}", _ => Asl.Returns("1"));

        Assert.Equal("ExecutionStarted<0 TaskStateEntered<0 ExecutionFailed<2", run.History);
        Assert.Equal("States.Runtime", run.State.Error);
    }

    [Fact]
    public void TimeoutPath_ToNothing_FailsWithTheRecordedCause()
    {
        var run = Simulation.Run(Asl.SingleState(Asl.Invoke("\"TimeoutSecondsPath\":\"$.t\"")));

        Assert.Equal("An error occurred while executing the state 'S' (entered at the event id #2). Invalid path '$.t' : No results for path: $['t']", run.State.Cause);
    }

    [Fact]
    public void LimitsByPath_AreReadFromTheInput()
    {
        var run = new Simulation(Asl.SingleState(Asl.Invoke("\"TimeoutSecondsPath\":\"$.t\",\"HeartbeatSecondsPath\":\"$.h\"", wait: true)), """{"t":60,"h":7}""");

        Assert.Equal(Simulation.Epoch.AddSeconds(7), run.State.Due);
        Assert.Contains("\"timeoutInSeconds\":60,\"heartbeatInSeconds\":7", run.Details("TaskScheduled").ToJsonText(), StringComparison.Ordinal);
    }

    [Fact]
    public void MachineTimeout_Passed_TimesOutWithoutAnError()
    {
        var run = Simulation.Run(Asl.SingleState(Asl.Invoke(Caught), Handled, "\"TimeoutSeconds\":20"));

        Assert.Equal(ExecutionStatus.TimedOut, run.State.Status);
        Assert.Null(run.State.Error);
        Assert.EndsWith("TaskStarted<3 ExecutionTimedOut<0", run.History, StringComparison.Ordinal);
    }

    [Fact]
    public void Stop_WhileRunning_AbortsFromEventZero()
    {
        var run = new Simulation(Asl.SingleState(Asl.Invoke())).Stop("E", "C");

        Assert.EndsWith("TaskStarted<3 ExecutionAborted<0", run.History, StringComparison.Ordinal);
        Assert.Equal("""{"error":"E","cause":"C"}""", run.Details("ExecutionAborted").ToJsonText());
        Assert.Equal(ExecutionStatus.Aborted, run.State.Status);
    }

    [Fact]
    public void TimeScale_ShrinksLimitsAndWaits()
    {
        var run = new Simulation(Asl.SingleState(Asl.Invoke("\"TimeoutSeconds\":600")), scale: 0.01);
        Assert.Equal(Simulation.Epoch.AddSeconds(6), run.State.Due);
    }

    // The first as recorded on AWS; the others are of its kind.
    [Theory]
    [InlineData("""{"taskToken.$":"abc"}""", "taskToken.$")]
    [InlineData("""{"list":[{"deep":{"x.$":5}}]}""", "x.$")]
    [InlineData("""{"x.$":null}""", "x.$")]
    [InlineData("""{"x.$":"States.Nope()"}""", "x.$")]
    [InlineData("""{"x.$":"$.a["}""", "x.$")]
    public void Task_WithDataThatLooksLikeATemplate_FailsWithTheRecordedCause(string input, string field)
    {
        var run = Simulation.Run(Asl.SingleState(Asl.Invoke(payload: """{"in.$":"$"}""")), input);

        Assert.Equal("States.Runtime", run.State.Error);
        Assert.Equal(
            $$$"""An error occurred while executing the state 'S' (entered at the event id #2). The Parameters '{"FunctionName":"f","Payload":{"in":{{{input}}}}}' could not be used to start the Task: [The value for the field '{{{field}}}' must be a valid JSONPath or a valid intrinsic function call]""",
            run.State.Cause);
        Assert.Empty(run.Invocations);
    }

    [Theory]
    [InlineData("""{"x.$":"$.a"}""")]
    [InlineData("""{"x.$":"States.UUID()"}""")]
    [InlineData("""{"x.$y":"abc"}""")]
    public void Task_WithDataThatIsATemplate_HandsItOn(string input) =>
        Assert.Equal(input, new Simulation(Asl.SingleState(Asl.Invoke(payload: """{"in.$":"$"}""")), input).Invocation!.Payload[6..^1]);

    [Fact]
    public void Task_WithTwoWrongParameters_NamesBoth()
    {
        var run = Simulation.Run(
            Asl.SingleState("""{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName.$":"$.f","Payload.$":"$"},"End":true}"""),
            """{"f":1,"x.$":2}""");

        Assert.EndsWith(
            "[The value for the field 'FunctionName' must be a STRING, The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call]",
            run.State.Cause,
            StringComparison.Ordinal);
    }
}
