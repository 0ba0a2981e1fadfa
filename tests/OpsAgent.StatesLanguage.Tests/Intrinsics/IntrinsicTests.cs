using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage.Tests;

public sealed class IntrinsicTests
{
    private const string Input = """
        {"s":"This.is+a,test=string","nul":null,"n":1,"f":1.1,"obj":{"Arg1":1,"Arg2":[]},"json":"{\"a\":[1,2]}","arr":[1,2,3,4,5,6,7,8,9],"dup":[1,2,2,"a","a",{"x":1},{"x":1}],"b64":"SGVsbG8="}
        """;

    [Theory]
    [InlineData("States.Format('Hello, {}.', $.n)", "\"Hello, 1.\"")]
    [InlineData("States.Format('{} {} {}', $.nul, $.f, true)", "\"null 1.1 true\"")]
    [InlineData("States.Format('{}', $.obj)", "\"{Arg1=1, Arg2=[]}\"")]
    [InlineData("States.Format('it\\'s \\{\\} {}', 'x')", "\"it's {} x\"")]
    [InlineData("States.Format($.s)", "\"This.is+a,test=string\"")]
    [InlineData("States.StringToJson($.json)", """{"a":[1,2]}""")]
    [InlineData("States.JsonToString($.obj)", """
        "{\"Arg1\":1,\"Arg2\":[]}"
        """)]
    [InlineData("States.Array()", "[]")]
    [InlineData("States.Array(1, 'two', $.nul, $.obj, States.Array(3))", """[1,"two",null,{"Arg1":1,"Arg2":[]},[3]]""")]
    [InlineData("States.ArrayPartition($.arr, 4)", "[[1,2,3,4],[5,6,7,8],[9]]")]
    [InlineData("States.ArrayContains($.arr, 5)", "true")]
    [InlineData("States.ArrayContains($.dup, $.obj)", "false")]
    [InlineData("States.ArrayRange(1, 9, 2)", "[1,3,5,7,9]")]
    [InlineData("States.ArrayRange(3, 1, -1)", "[3,2,1]")]
    [InlineData("States.ArrayGetItem($.arr, 5)", "6")]
    [InlineData("States.ArrayLength($.arr)", "9")]
    [InlineData("States.ArrayUnique($.dup)", """[1,2,"a",{"x":1}]""")]
    [InlineData("States.Base64Encode('Hello')", "\"SGVsbG8=\"")]
    [InlineData("States.Base64Decode($.b64)", "\"Hello\"")]
    [InlineData("States.Hash('input data', 'SHA-1')", "\"aaff4a450a104cd177d28d18d74485e8cae074b7\"")]
    [InlineData("States.Hash('', 'MD5')", "\"d41d8cd98f00b204e9800998ecf8427e\"")]
    [InlineData("States.JsonMerge($.obj, States.StringToJson('{\"Arg1\":9}'), false)", """{"Arg1":9,"Arg2":[]}""")]
    [InlineData("States.MathAdd($.n, -3)", "-2")]
    [InlineData("States.MathAdd(9007199254740993, 9007199254740994)", "18014398509481987")]
    [InlineData("States.MathRandom(5, 6)", "5")]
    [InlineData("States.ArrayLength($.arr[?(@.x)])", "0")]
    [InlineData("States.ArrayLength($.dup[?(@.x == 1 && !(@.y))])", "2")]
    [InlineData("States.Array($.arr[0:2], $.arr[-1], $.arr.length())", "[[1,2],9,9]")]
    [InlineData("States.Format('{}, {}', $.obj['Arg1'], $.dup[?(@.x == 1 || @.y == 'a, b)')])", "\"1, [{x=1}, {x=1}]\"")]
    [InlineData("States.StringSplit($.s, '.+,=')", """["This","is","a","test","string"]""")]
    [InlineData("States.Format('{}', $$.State.Name)", "\"S\"")]
    public void Call_WithGoodArguments_GivesTheDocumentedValue(string call, string expected) => Assert.Equal(expected.Trim(), Evaluate(call).State.Output);

    [Theory]
    [InlineData("-9", "3", "-6")]
    [InlineData("1.49", "1.5", "3")]
    [InlineData("1.5", "1.51", "4")]
    [InlineData("-1.49", "-1.5", "-2")]
    [InlineData("-1.5", "-1.51", "-3")]
    public void MathAdd_OfFractions_RoundsAsRecorded(string first, string second, string sum) =>
        Assert.Equal(sum, Evaluate("States.MathAdd($.a, $.b)", $$"""{"a":{{first}},"b":{{second}} }""").State.Output);

    [Theory]
    [InlineData("", "null")]
    [InlineData(" ", "null")]
    [InlineData("null", "null")]
    [InlineData("-0", "0")]
    [InlineData("1", "1")]
    [InlineData("1.1", "1.1")]
    [InlineData("true", "true")]
    [InlineData("\"HelloWorld\"", "\"HelloWorld\"")]
    [InlineData("[1, 2, \"HelloWorld\"]", "[1,2,\"HelloWorld\"]")]
    public void StringToJson_OfAnyJson_IsAsRecorded(string text, string json) =>
        Assert.Equal(json, Evaluate("States.StringToJson($.t)", new JsonObject { ["t"] = text }.ToJsonText()).State.Output);

    [Fact]
    public void Uuid_IsARandomVersion4() => Assert.Matches("^\"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\"$", Evaluate("States.UUID()").State.Output!);

    [Fact]
    public void MathRandom_WithASeed_IsRepeatable() =>
        Assert.Equal(Evaluate("States.MathRandom(0, 1000000, 42)").State.Output, Evaluate("States.MathRandom(0, 1000000, 42)").State.Output);

    [Theory]
    [InlineData("States.Format('{}', $.nope)")]
    [InlineData("States.Format('{}',$.nope)")]
    [InlineData("States.Format('{}', States.ArrayLength($.nope))")]
    public void Call_WithAPathToNothing_FailsWithTheRecordedCause(string call)
    {
        var run = Evaluate(call, """{"other":1}""");

        Assert.Equal("States.Runtime", run.State.Error);
        Assert.Equal(
            $"An error occurred while executing the state 'S' (entered at the event id #2). The function '{call}' had the following error: The JsonPath argument for the field '$.nope' could not be found in the input '{{\"other\":1}}'",
            run.State.Cause);
    }

    [Theory]
    [InlineData("States.Format('{} {}', 1)")]
    [InlineData("States.Format('{}', 1, 2)")]
    [InlineData("States.ArrayLength(1)")]
    [InlineData("States.ArrayPartition($.arr, 0)")]
    [InlineData("States.ArrayRange(1, 5000, 1)")]
    [InlineData("States.ArrayGetItem($.arr, 9)")]
    [InlineData("States.StringToJson('nope')")]
    [InlineData("States.Base64Decode('*')")]
    [InlineData("States.Hash('x', 'CRC32')")]
    [InlineData("States.JsonMerge($.obj, $.obj, true)")]
    [InlineData("States.MathRandom(5, 5)")]
    [InlineData("States.MathAdd(9223372036854775807, 1)")]
    [InlineData("States.MathAdd(1e300, 1)")]
    public void Call_WithAWrongArgument_FailsByName(string call) => Assert.Equal("States.IntrinsicFailure", Evaluate(call).State.Error);

    [Theory]
    [InlineData("States.Nope()")]
    [InlineData("States.UUID(1)")]
    [InlineData("States.Format('{}', $.a")]
    [InlineData("States.Format('{}, 1)")]
    [InlineData("States.Format('{}', $.a[*)")]
    [InlineData("States.Format('{}', $.a[?(@.b])")]
    [InlineData("States.Array(1) and more")]
    [InlineData("Format('x')")]
    [InlineData("States.Array(States.Array(States.Array(States.Array(States.Array(States.Array(States.Array(States.Array(States.Array(States.Array(States.Array()))))))))))")]
    public void Call_ThatCannotBeRead_IsRefusedAtCreation(string call)
    {
        Assert.Null(DefinitionParser.Parse(Machine(call), out var problems));
        Assert.Contains("'x.$'", problems, StringComparison.Ordinal);
        Assert.Contains("/States/S/Parameters/x.$", problems, StringComparison.Ordinal);
    }

    private static string Machine(string call) =>
        Asl.SingleState($$"""{"Type":"Pass","Parameters":{"x.$":{{JsonValue.Create(call).ToJsonText()}}},"OutputPath":"$.x","End":true}""");

    private static Simulation Evaluate(string call, string input = Input) => Simulation.Run(Machine(call), input);
}
