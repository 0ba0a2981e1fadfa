namespace OpsAgent.StatesLanguage.Tests;

public sealed class ChoiceTests
{
    private const string Input = """
        {"s":"b","t":"abc*d","n":2,"d":2.50,"yes":true,"no":false,"nil":null,"at":"2026-01-02T03:04:05Z","at2":"2026-01-02T04:04:05+01:00",
         "s2":"c","n2":3,"later":"2027-01-01T00:00:00Z","file":"log-2026.txt"}
        """;

    [Theory]
    [InlineData("s", "\"StringEquals\":\"b\"", true)]
    [InlineData("n", "\"StringEquals\":\"2\"", false)]
    [InlineData("s", "\"StringEqualsPath\":\"$.s2\"", false)]
    [InlineData("s", "\"StringLessThan\":\"c\"", true)]
    [InlineData("s", "\"StringLessThanPath\":\"$.s2\"", true)]
    [InlineData("s", "\"StringGreaterThan\":\"B\"", true)]
    [InlineData("s", "\"StringGreaterThanPath\":\"$.s2\"", false)]
    [InlineData("s", "\"StringLessThanEquals\":\"b\"", true)]
    [InlineData("s", "\"StringLessThanEqualsPath\":\"$.s\"", true)]
    [InlineData("s", "\"StringGreaterThanEquals\":\"c\"", false)]
    [InlineData("s", "\"StringGreaterThanEqualsPath\":\"$.s\"", true)]
    [InlineData("file", "\"StringMatches\":\"log-*.txt\"", true)]
    [InlineData("file", "\"StringMatches\":\"*\"", true)]
    [InlineData("file", "\"StringMatches\":\"log-*.txt.gz\"", false)]
    [InlineData("file", "\"StringMatches\":\"l*g*2*6*t\"", true)]
    [InlineData("t", "\"StringMatches\":\"abc\\\\*d\"", true)]
    [InlineData("file", "\"StringMatches\":\"log\\\\*\"", false)]
    [InlineData("n", "\"NumericEquals\":2", true)]
    [InlineData("n", "\"NumericEquals\":2.0", true)]
    [InlineData("d", "\"NumericEquals\":2.5", true)]
    [InlineData("s", "\"NumericEquals\":2", false)]
    [InlineData("n", "\"NumericEqualsPath\":\"$.n2\"", false)]
    [InlineData("n", "\"NumericLessThan\":3", true)]
    [InlineData("n", "\"NumericLessThanPath\":\"$.n2\"", true)]
    [InlineData("n", "\"NumericGreaterThan\":1", true)]
    [InlineData("n", "\"NumericGreaterThanPath\":\"$.n2\"", false)]
    [InlineData("n", "\"NumericLessThanEquals\":2", true)]
    [InlineData("n", "\"NumericLessThanEqualsPath\":\"$.n\"", true)]
    [InlineData("n", "\"NumericGreaterThanEquals\":3", false)]
    [InlineData("n", "\"NumericGreaterThanEqualsPath\":\"$.n\"", true)]
    [InlineData("yes", "\"BooleanEquals\":true", true)]
    [InlineData("yes", "\"BooleanEqualsPath\":\"$.no\"", false)]
    [InlineData("s", "\"BooleanEquals\":true", false)]
    [InlineData("at", "\"TimestampEquals\":\"2026-01-02T03:04:05Z\"", true)]
    [InlineData("at", "\"TimestampEqualsPath\":\"$.at2\"", true)]
    [InlineData("at", "\"TimestampLessThan\":\"2026-01-02T03:04:06Z\"", true)]
    [InlineData("at", "\"TimestampLessThanPath\":\"$.later\"", true)]
    [InlineData("at", "\"TimestampGreaterThan\":\"2026-01-02T03:04:04Z\"", true)]
    [InlineData("at", "\"TimestampGreaterThanPath\":\"$.later\"", false)]
    [InlineData("at", "\"TimestampLessThanEquals\":\"2026-01-02T03:04:05Z\"", true)]
    [InlineData("at", "\"TimestampLessThanEqualsPath\":\"$.at\"", true)]
    [InlineData("at", "\"TimestampGreaterThanEquals\":\"2026-01-02T03:04:06Z\"", false)]
    [InlineData("at", "\"TimestampGreaterThanEqualsPath\":\"$.at\"", true)]
    [InlineData("s", "\"TimestampEquals\":\"2026-01-02T03:04:05Z\"", false)]
    [InlineData("nil", "\"IsNull\":true", true)]
    [InlineData("s", "\"IsNull\":false", true)]
    [InlineData("s", "\"IsPresent\":true", true)]
    [InlineData("none", "\"IsPresent\":true", false)]
    [InlineData("none.deeper", "\"IsPresent\":false", true)]
    [InlineData("n", "\"IsNumeric\":true", true)]
    [InlineData("s", "\"IsNumeric\":true", false)]
    [InlineData("s", "\"IsString\":true", true)]
    [InlineData("no", "\"IsBoolean\":true", true)]
    [InlineData("at2", "\"IsTimestamp\":true", true)]
    [InlineData("s", "\"IsTimestamp\":false", true)]
    public void Choice_WithAnOperator_TakesTheBranchIfItHolds(string variable, string comparison, bool holds) =>
        Assert.Equal(holds ? "T" : "F", Taken($$"""{"Variable":"$.{{variable}}",{{comparison}},"Next":"T"}"""));

    [Theory]
    [InlineData("""{"And":[{"Variable":"$.n","IsNumeric":true},{"Variable":"$.n","NumericGreaterThan":1}],"Next":"T"}""", true)]
    [InlineData("""{"And":[{"Variable":"$.none","IsPresent":true},{"Variable":"$.none","NumericGreaterThan":1}],"Next":"T"}""", false)]
    [InlineData("""{"Or":[{"Variable":"$.s","StringEquals":"x"},{"Not":{"Variable":"$.s","StringEquals":"x"}}],"Next":"T"}""", true)]
    [InlineData("""{"Variable":"$$.State.Name","StringEquals":"S","Next":"T"}""", true)]
    public void Choice_WithCombinations_ReadsThem(string rule, bool holds) => Assert.Equal(holds ? "T" : "F", Taken(rule));

    [Fact]
    public void Choice_WithAVariableThatIsNotThere_FailsWithTheRecordedCause()
    {
        var run = Simulation.Run(Machine("""{"Variable":"$.none","StringEquals":"x","Next":"T"}""", "\"F\""), Input);

        Assert.Equal("States.Runtime", run.State.Error);
        Assert.EndsWith("Invalid path '$.none': The choice state's condition path references an invalid value.", run.State.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Choice_WithoutMatchAndDefault_FailsAsOnAws()
    {
        var run = Simulation.Run("""
            {"StartAt":"S","States":{"S":{"Type":"Choice","Choices":[{"Variable":"$.s","StringEquals":"x","Next":"T"}]},"T":{"Type":"Succeed"}}}
            """, Input);

        Assert.Equal("ExecutionStarted<0 ChoiceStateEntered<0 ExecutionFailed<2", run.History);
        Assert.Equal("States.Runtime", run.State.Error);
        Assert.Equal(
            "An error occurred while executing the state 'S' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.",
            run.State.Cause);
    }

    private static string Taken(string rule)
    {
        var run = Simulation.Run(Machine(rule, "\"F\""), Input);
        Assert.Equal("ExecutionStarted<0 ChoiceStateEntered<0 ChoiceStateExited<2 SucceedStateEntered<3 SucceedStateExited<4 ExecutionSucceeded<5", run.History);
        return run.Details("SucceedStateEntered")["name"]!.GetValue<string>();
    }

    private static string Machine(string rule, string fallback) => $$"""
        {"StartAt":"S","States":{"S":{"Type":"Choice","Choices":[{{rule}}],"Default":{{fallback}} },"T":{"Type":"Succeed"},"F":{"Type":"Succeed"} } }
        """;
}
