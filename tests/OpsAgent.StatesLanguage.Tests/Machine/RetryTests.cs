using FsCheck.Xunit;

namespace OpsAgent.StatesLanguage.Tests;

public sealed class RetryTests
{
    [Fact]
    public void Retry_UntilSuccess_SchedulesAgainWithoutEnteringAgain()
    {
        var attempts = 0;
        var run = Simulation.Run(
            Asl.SingleState(Asl.Invoke("""
                "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":2,"MaxAttempts":3,"BackoffRate":3}]
                """, payload: """{"n.$":"$$.State.RetryCount"}""")),
            function: _ => ++attempts < 3 ? Asl.Throws("Busy") : Asl.Returns("1"));

        Assert.Equal(
            "ExecutionStarted TaskStateEntered TaskScheduled TaskStarted TaskFailed TaskScheduled TaskStarted TaskFailed TaskScheduled TaskStarted TaskSucceeded TaskStateExited ExecutionSucceeded",
            run.Types);
        Assert.Equal(Simulation.Epoch.AddSeconds(2 + 6), run.Now);
        Assert.Equal(["""{"n":0}""", """{"n":1}""", """{"n":2}"""], run.Invocations.Select(invocation => invocation.Payload));
        Assert.Equal(5, run.Events.First(historyEvent => historyEvent.Id == 6).PreviousId);
    }

    [Fact]
    public void Retry_Exhausted_FallsToTheCatcher()
    {
        var run = Simulation.Run(
            Asl.SingleState(Asl.Invoke("""
                "Retry":[{"ErrorEquals":["Busy"],"MaxAttempts":2},{"ErrorEquals":["States.ALL"],"MaxAttempts":9}],
                "Catch":[{"ErrorEquals":["Busy"],"Next":"Handled"}]
                """), "\"Handled\":" + Asl.Pass()),
            function: _ => Asl.Throws("Busy"));

        Assert.Equal(3, run.Invocations.Count);
        Assert.Equal(ExecutionStatus.Succeeded, run.State.Status);
    }

    [Fact]
    public void Retriers_CountSeparately()
    {
        var errors = new Queue<string>(["A", "B", "A", "B", "A"]);
        var run = Simulation.Run(
            Asl.SingleState(Asl.Invoke("""
                "Retry":[{"ErrorEquals":["A"],"MaxAttempts":2},{"ErrorEquals":["B"],"MaxAttempts":2}]
                """)),
            function: _ => Asl.Throws(errors.Dequeue()));

        Assert.Equal("A", run.State.Error);
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("[]", 1)]
    [InlineData("""[{"ErrorEquals":["States.ALL"],"MaxAttempts":0}]""", 1)]
    [InlineData("""[{"ErrorEquals":["States.ALL"]}]""", 4)]
    [InlineData("""[{"ErrorEquals":["States.TaskFailed"],"MaxAttempts":1}]""", 2)]
    [InlineData("""[{"ErrorEquals":["Other"],"MaxAttempts":5}]""", 1)]
    public void Retry_WithAttempts_CallsSoManyTimes(string retry, int calls) =>
        Assert.Equal(calls, Simulation.Run(Asl.SingleState(Asl.Invoke($"\"Retry\":{retry}")), function: _ => Asl.Throws("Busy")).Invocations.Count);

    [Fact]
    public void Delay_WithACap_NeverExceedsIt()
    {
        var retrier = new Retrier(["E"], 10, 99, 2, 35, FullJitter: false);
        Assert.Equal([10d, 20d, 35d, 35d], Enumerable.Range(0, 4).Select(used => retrier.Delay(used, () => 1).TotalSeconds));
    }

    [Property]
    public bool Delay_WithJitter_IsWithinZeroAndTheDelay(byte used, byte interval, byte random)
    {
        var retrier = new Retrier(["E"], interval + 1, 999, 1.5, null, FullJitter: true);
        var maxDelay = (retrier with { FullJitter = false }).Delay(used, () => 0);
        var delay = retrier.Delay(used, () => random / 256d);
        return delay >= TimeSpan.Zero && delay <= maxDelay && maxDelay <= TimeSpan.FromDays(366);
    }

    [Fact]
    public void RetryCount_OfAReenteredState_StartsAgain()
    {
        var failures = 0;
        var machine = Asl.SingleState(
            Asl.Invoke("""
                "Retry":[{"ErrorEquals":["Busy"],"MaxAttempts":1}],"ResultSelector":{"again.$":"$.Payload"}
                """, next: "\"Next\":\"C\""),
            """
            "C":{"Type":"Choice","Choices":[{"Variable":"$.again","BooleanEquals":true,"Next":"S"}],"Default":"D"},"D":{"Type":"Succeed"}
            """);
        var answers = new Queue<FunctionOutcome>([Asl.Throws("Busy"), Asl.Returns("true"), Asl.Throws("Busy"), Asl.Returns("false")]);
        var run = Simulation.Run(machine, function: _ => { failures++; return answers.Dequeue(); });

        Assert.Equal(4, failures);
        Assert.Equal(ExecutionStatus.Succeeded, run.State.Status);
    }
}
