namespace OpsAgent.StatesLanguage.Tests;

public sealed class DefinitionTests
{
    [Theory]
    [InlineData("{", "INVALID_JSON_DESCRIPTION")]
    [InlineData("", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object")]
    [InlineData("[]", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object at /")]
    [InlineData("{}", "SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /")]
    [InlineData("""{"StartAt":"S"}""", "SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /")]
    [InlineData("""{"StartAt":"X","States":{"S":{"Type":"Succeed"}}}""", "MISSING_TRANSITION_TARGET: Missing 'StartAt' target: X at /StartAt")]
    [InlineData("""{"StartAt":"S","QueryLanguage":"JSONata","States":{"S":{"Type":"Succeed"}}}""", "The field 'QueryLanguage' of the state machine must be 'JSONPath': 'JSONata' is not supported at /QueryLanguage")]
    [InlineData("""{"StartAt":"S","Nonsense":1,"States":{"S":{"Type":"Succeed"}}}""", "The field 'Nonsense' of the state machine is not supported at /Nonsense")]
    [InlineData("""{"StartAt":"S","States":{"S":{"Type":"Succeed"},"T":{"Type":"Succeed"}}}""", "State \"T\" is not reachable. at /States/T")]
    public void Parse_OfAWrongMachine_SaysWhatAndWhere(string definition, string problem) => AssertRefused(definition, problem);

    [Theory]
    [InlineData("""{"Type":"Map","End":true}""", "The field 'Type' of state 'S' is 'Map', which is not supported")]
    [InlineData("""{"Type":"Parallel","Branches":[],"End":true}""", "The field 'Type' of state 'S' is 'Parallel', which is not supported")]
    [InlineData("""{"Type":"Pass"}""", "One of these fields is required: [Next, End]")]
    [InlineData("""{"Type":"Pass","Next":"Nowhere"}""", "Missing 'Next' target: Nowhere at /States/S/Next")]
    [InlineData("""{"Type":"Pass","Assign":{"x":1},"End":true}""", "The field 'Assign' of state 'S' is not supported at /States/S/Assign")]
    [InlineData("""{"Type":"Pass","Output":"{% 1 %}","End":true}""", "The field 'Output' of state 'S' is not supported at /States/S/Output")]
    [InlineData("""{"Type":"Pass","Arguments":{},"End":true}""", "/States/S/Arguments")]
    [InlineData("""{"Type":"Pass","QueryLanguage":"JSONata","End":true}""", "/States/S/QueryLanguage")]
    [InlineData("""{"Type":"Pass","ResultPath":"$.a[*]","End":true}""", "The field 'ResultPath' of state 'S' is not supported: '$.a[*]' is not a reference path")]
    [InlineData("""{"Type":"Pass","ResultPath":"$..a","End":true}""", "/States/S/ResultPath")]
    [InlineData("""{"Type":"Pass","ResultPath":"$.a[?(@.b==1)]","End":true}""", "/States/S/ResultPath")]
    [InlineData("""{"Type":"Pass","ResultPath":"$.a[0:2]","End":true}""", "/States/S/ResultPath")]
    [InlineData("""{"Type":"Pass","ResultPath":"$.a[-1]","End":true}""", "/States/S/ResultPath")]
    [InlineData("""{"Type":"Pass","ResultPath":"$.a.length()","End":true}""", "/States/S/ResultPath")]
    [InlineData("""{"Type":"Wait","SecondsPath":"$.a[*]","End":true}""", "/States/S/SecondsPath")]
    [InlineData("""{"Type":"Wait","TimestampPath":"$..a","End":true}""", "/States/S/TimestampPath")]
    [InlineData("""{"Type":"Fail","ErrorPath":"$.a[*]"}""", "/States/S/ErrorPath")]
    [InlineData("""{"Type":"Choice","Choices":[{"Variable":"$.x","StringEqualsPath":"$.a[*]","Next":"S"}]}""", "/States/S/Choices[0]/StringEqualsPath")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"TimeoutSecondsPath":"$.a[*]","End":true}""", "/States/S/TimeoutSecondsPath")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"Catch":[{"ErrorEquals":["X"],"ResultPath":"$.a[*]","Next":"S"}],"End":true}""", "/States/S/Catch[0]/ResultPath")]
    [InlineData("""{"Type":"Pass","InputPath":"a","End":true}""", "/States/S/InputPath")]
    [InlineData("""{"Type":"Pass","ResultPath":"$$.x","End":true}""", "/States/S/ResultPath")]
    [InlineData("""{"Type":"Pass","Parameters":{"x.$":5},"End":true}""", "The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call at /States/S/Parameters/x.$")]
    [InlineData("""{"Type":"Pass","Parameters":{"x.$":"$.a[*"},"End":true}""", "/States/S/Parameters/x.$")]
    [InlineData("""{"Type":"Wait","End":true}""", "Exactly one of these fields is required: [Seconds, SecondsPath, Timestamp, TimestampPath] at /States/S")]
    [InlineData("""{"Type":"Wait","Seconds":1,"SecondsPath":"$.x","End":true}""", "Exactly one of these fields is required")]
    [InlineData("""{"Type":"Wait","Seconds":-1,"End":true}""", "/States/S/Seconds")]
    [InlineData("""{"Type":"Wait","Timestamp":"tomorrow","End":true}""", "/States/S/Timestamp")]
    [InlineData("""{"Type":"Fail","Error":"E","ErrorPath":"$.e"}""", "/States/S/ErrorPath")]
    [InlineData("""{"Type":"Choice","Choices":[]}""", "/States/S/Choices")]
    [InlineData("""{"Type":"Choice","Choices":[{"Variable":"$.x","Next":"S"}]}""", "Exactly one comparison operator is required in state 'S' at /States/S/Choices[0]")]
    [InlineData("""{"Type":"Choice","Choices":[{"Variable":"$.x","StringEquals":5,"Next":"S"}]}""", "/States/S/Choices[0]/StringEquals")]
    [InlineData("""{"Type":"Choice","Choices":[{"And":[{"Variable":"$.x","IsNull":true,"Next":"S"}],"Next":"S"}]}""", "/States/S/Choices[0]/And[0]/Next")]
    [InlineData("""{"Type":"Choice","Choices":[{"Condition":"{% true %}","Next":"S"}]}""", "/States/S/Choices[0]/Condition")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","End":true}""", "The field 'Resource' of state 'S' is 'arn:aws:states:::sqs:sendMessage', which is not supported")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","End":true}""", "The field 'FunctionName' is required but was missing at /States/S/Parameters")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f","Nope":1},"End":true}""", "The field \"Nope\" of state 'S' is not supported by Step Functions at /States/S/Parameters")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"TimeoutSeconds":5,"HeartbeatSeconds":5,"End":true}""", "must be smaller than 'TimeoutSeconds' at /States/S/HeartbeatSeconds")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"TimeoutSeconds":5,"TimeoutSecondsPath":"$.t","End":true}""", "/States/S/TimeoutSecondsPath")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"Credentials":{},"End":true}""", "/States/S/Credentials")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"Retry":[{"ErrorEquals":[]}],"End":true}""", "/States/S/Retry[0]/ErrorEquals")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"Retry":[{"ErrorEquals":["States.ALL","X"]}],"End":true}""", "must hold 'States.ALL' alone and in the last entry")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"Retry":[{"ErrorEquals":["X"],"IntervalSeconds":0}],"End":true}""", "/States/S/Retry[0]/IntervalSeconds")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"Retry":[{"ErrorEquals":["X"],"BackoffRate":0.5}],"End":true}""", "/States/S/Retry[0]/BackoffRate")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"Retry":[{"ErrorEquals":["X"],"IntervalSeconds":5,"MaxDelaySeconds":5}],"End":true}""", "/States/S/Retry[0]/MaxDelaySeconds")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"Catch":[{"ErrorEquals":["X"]}],"End":true}""", "These fields are required: [Next] at /States/S/Catch[0]")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"Catch":[{"ErrorEquals":["X"],"Assign":{},"Next":"S"}],"End":true}""", "/States/S/Catch[0]/Assign")]
    [InlineData("""{"Type":"Succeed","Next":"S"}""", "/States/S/Next")]
    public void Parse_OfAWrongState_NamesStateAndField(string state, string problem) => AssertRefused(Asl.SingleState(state), problem);

    // As recorded on AWS: a missing end hides states that are not reachable, yet not targets that are missing.
    [Theory]
    [InlineData("""{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"}}""", "MISSING_END_STATE: Workflow has no terminal state")]
    [InlineData("""{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"},"C":{"Type":"Pass","Next":"A"}}""", "MISSING_END_STATE: Workflow has no terminal state")]
    [InlineData("""{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"},"C":{"Type":"Succeed"}}""", "MISSING_TRANSITION_TARGET: State \"C\" is not reachable. at /States/C")]
    [InlineData("""{"A":{"Type":"Pass","Next":"NOPE"}}""", "MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at /States/A/Next, MISSING_END_STATE: Workflow has no terminal state")]
    [InlineData("""{"A":{"Type":"Choice","Choices":[{"Variable":"$.x","IsNull":true,"Next":"Z"}],"Default":"Y"},"E":{"Type":"Succeed"}}""", "MISSING_TRANSITION_TARGET: Missing 'Next' target: Z at /States/A/Choices[0]/Next, MISSING_TRANSITION_TARGET: Missing 'Next' target: Y at /States/A/Default, MISSING_TRANSITION_TARGET: State \"E\" is not reachable. at /States/E")]
    public void Parse_OfAMachineThatCannotEnd_SaysWhatIsRecorded(string states, string problem)
    {
        Assert.Null(DefinitionParser.Parse($$"""{"StartAt":"A","States":{{states}} }""", out var problems));
        Assert.Equal(problem, problems);
    }

    [Fact]
    public void Parse_OfSeveralProblems_NamesThemAll()
    {
        AssertRefused(Asl.SingleState("""{"Type":"Pass","Assign":{},"Output":1,"End":true}"""), "/States/S/Assign, SCHEMA_VALIDATION_FAILED");
        AssertRefused(Asl.SingleState("""{"Type":"Pass","Assign":{},"Output":1,"End":true}"""), "/States/S/Output");
    }

    private static void AssertRefused(string definition, string problem)
    {
        Assert.Null(DefinitionParser.Parse(definition, out var problems));
        Assert.Contains(problem, problems, StringComparison.Ordinal);
    }
}
