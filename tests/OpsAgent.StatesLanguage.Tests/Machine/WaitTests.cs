namespace OpsAgent.StatesLanguage.Tests;

public sealed class WaitTests
{
    [Theory]
    [InlineData("\"Seconds\":10", 10)]
    [InlineData("\"Seconds\":0", 0)]
    [InlineData("\"SecondsPath\":\"$.s\"", 3)]
    [InlineData("\"Timestamp\":\"2026-01-02T03:05:05.678Z\"", 60)]
    [InlineData("\"Timestamp\":\"2026-01-02T04:05:05.678+01:00\"", 60)]
    [InlineData("\"TimestampPath\":\"$.t\"", 120)]
    [InlineData("\"Timestamp\":\"2020-01-01T00:00:00Z\"", 0)]
    public void Wait_InAnyForm_EndsAtItsTime(string form, int seconds)
    {
        var run = Simulation.Run(Asl.SingleState($$"""{"Type":"Wait",{{form}},"End":true}"""), """{"s":3,"t":"2026-01-02T03:06:05.678Z"}""");

        Assert.Equal("ExecutionStarted<0 WaitStateEntered<0 WaitStateExited<2 ExecutionSucceeded<3", run.History);
        Assert.Equal(Simulation.Epoch.AddSeconds(seconds), run.Now);
    }

    [Theory]
    [InlineData("\"Seconds\":10", 1)]
    [InlineData("\"Timestamp\":\"2026-01-02T03:05:05.678Z\"", 60)]
    public void Wait_Scaled_ShrinksSecondsAndNotMoments(string form, int seconds) =>
        Assert.Equal(Simulation.Epoch.AddSeconds(seconds), Simulation.Run(Asl.SingleState($$"""{"Type":"Wait",{{form}},"End":true}"""), scale: 0.1).Now);

    // As recorded on AWS: 24,855 days ahead is waited for, 24,856 are too many.
    [Theory]
    [InlineData("\"TimestampPath\":\"$.t\"")]
    [InlineData("\"Timestamp\":\"<t>\"")]
    public void Wait_ForAMomentBeyond32BitsOfSeconds_Fails(string form)
    {
        Simulation Start(int days)
        {
            var moment = Simulation.Epoch.AddDays(days).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
            var state = $$"""{"Type":"Wait",{{form.Replace("<t>", moment, StringComparison.Ordinal)}},"End":true}""";
            return new Simulation(Asl.SingleState(state), $$"""{"t":"{{moment}}"}""");
        }

        Assert.True(Start(24_855).State.IsRunning);
        Assert.Equal("States.Runtime", Start(24_856).State.Error);
    }

    [Theory]
    [InlineData("\"SecondsPath\":\"$.text\"", "The SecondsPath parameter cannot be parsed as a long value: $.text == ten")]
    [InlineData("\"SecondsPath\":\"$.minus\"", "The SecondsPath parameter references a negative value: $.minus == -1")]
    [InlineData("\"SecondsPath\":\"$.none\"", "The SecondsPath parameter does not reference an input value: $.none")]
    [InlineData("\"TimestampPath\":\"$.text\"", "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.text == ten")]
    [InlineData("\"TimestampPath\":\"$.local\"", "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.local == 2026-01-02T03:05:05.000")]
    public void Wait_WithAWrongValue_FailsWithTheRecordedCause(string form, string cause)
    {
        var run = Simulation.Run(Asl.SingleState($$"""{"Type":"Wait",{{form}},"End":true}"""), """{"text":"ten","minus":-1,"local":"2026-01-02T03:05:05.000"}""");

        Assert.Equal("States.Runtime", run.State.Error);
        Assert.Equal("An error occurred while executing the state 'S' (entered at the event id #2). " + cause, run.State.Cause);
    }
}
