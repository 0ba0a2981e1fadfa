using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>What a path answers in Parameters: recorded on AWS or documented by it where a line says so, else the meaning of Jayway JsonPath, which AWS uses.</summary>
public sealed class JsonPathTests
{
    private const string Input = """
        {"items":[{"id":1,"type":"a","tags":["x","y"]},{"id":2,"type":"b","tags":[]},{"id":3,"n":null}],
         "groups":[{"items":[{"id":1},{"id":2}]},{"items":[]},{"items":[{"id":3}]}],
         "results":[{"Status":"201","n":1},{"Status":201,"n":2},{"Status":"500","n":3},{"n":4}],
         "obj":{"b":1,"a":{"id":7},"it's":2},"nil":null,"s":"text","empty":[],
         "foo":123,"bar":["a","b","c"],"jar":[{"a":1},{"a":5},{"a":2},{"a":7},{"a":3}],"limit":4}
        """;

    [Theory]
    // Documented by AWS.
    [InlineData("$.foo", "123")]
    [InlineData("$.bar", """["a","b","c"]""")]
    [InlineData("$.jar[?(@.a >= 5)]", """[{"a":5},{"a":7}]""")]
    [InlineData("$.bar[?(@ == 'a')]", "[]")]
    [InlineData("$.obj.['it\\'s']", "2")]
    // Reported of AWS.
    [InlineData("$.results[?(@.Status != '201')].n", "[3,4]")]
    [InlineData("$.items[*].type", """["a","b"]""")]
    [InlineData("$.groups[*].items[*].id", "[1,2,3]")]
    [InlineData("$.none[*]", "[]")]
    [InlineData("$.none[*].type", "[]")]
    [InlineData("$.none[0:2]", "[]")]
    [InlineData("$.none[?(@.a == 1)]", "[]")]
    [InlineData("$.items[?(@.id == 9)]", "[]")]
    [InlineData("$.items[?(@.id == 1 && @.type == 'a' || @.id == 3)].id", "[1,3]")]
    // Wildcards.
    [InlineData("$.obj.*", """[1,{"id":7},2]""")]
    [InlineData("$.obj[*].id", "[7]")]
    [InlineData("$.bar[*]", """["a","b","c"]""")]
    [InlineData("$.s[*]", "[]")]
    [InlineData("$.nil[*]", "[]")]
    [InlineData("$.items[*].n", "[null]")]
    [InlineData("$.items[*].tags[0]", """["x"]""")]
    [InlineData("$.items[*].tags.length()", "[2,0]")]
    // Slices, indexes and unions.
    [InlineData("$.bar[0:2]", """["a","b"]""")]
    [InlineData("$.bar[1:]", """["b","c"]""")]
    [InlineData("$.bar[:1]", """["a"]""")]
    [InlineData("$.bar[-2:]", """["b","c"]""")]
    [InlineData("$.bar[:-1]", """["a","b"]""")]
    [InlineData("$.bar[2:1]", "[]")]
    [InlineData("$.bar[1:99]", """["b","c"]""")]
    [InlineData("$.bar[-1]", "\"c\"")]
    [InlineData("$.bar[-4]", "null")]
    [InlineData("$.bar[9]", "null")]
    [InlineData("$.items[-1].id", "3")]
    [InlineData("$.bar[0, 2]", """["a","c"]""")]
    [InlineData("$.bar[0,9]", """["a"]""")]
    [InlineData("$.obj['b','none','it\\'s']", """{"b":1,"it's":2}""")]
    [InlineData("$.items[*]['id','type']", """[{"id":1,"type":"a"},{"id":2,"type":"b"},{"id":3}]""")]
    [InlineData("$['obj','foo'].b", "[1]")]
    // Descendants.
    [InlineData("$..id", "[1,2,3,1,2,3,7]")]
    [InlineData("$.obj..id", "[7]")]
    [InlineData("$.obj..*", """[1,{"id":7},2,7]""")]
    [InlineData("$.groups..items[0].id", "[1,3]")]
    [InlineData("$..nowhere", "[]")]
    [InlineData("$..[?(@.type == 'b')].id", "[2]")]
    // Functions.
    [InlineData("$.bar.length()", "3")]
    [InlineData("$.obj.length()", "3")]
    [InlineData("$.empty.length()", "0")]
    [InlineData("$.s.length()", "null")]
    [InlineData("$..id.length()", "7")]
    // Filters.
    [InlineData("$.items[?(@.type)].id", "[1,2]")]
    [InlineData("$.items[?(!@.type)].id", "[3]")]
    [InlineData("$.items[?(@.n)].id", "[3]")]
    [InlineData("$.items[?(@.n == null)].id", "[3]")]
    [InlineData("$.items[?(@.id > 1 && (@.id < 3 || @.type == 'z'))].id", "[2]")]
    [InlineData("$.items[?(@.tags[0] == 'x')].id", "[1]")]
    [InlineData("$.items[?(@.type in ['b','c'])].id", "[2]")]
    [InlineData("$.items[?(@.type nin ['b'])].id", "[1,3]")]
    [InlineData("$.items[?('x' in @.tags)].id", "[1]")]
    [InlineData("$.items[?(@.tags contains 'y')].id", "[1]")]
    [InlineData("$.items[?(@.tags size 2)].id", "[1]")]
    [InlineData("$.items[?(@.tags empty true)].id", "[2]")]
    [InlineData("$.items[?(@.tags.length() == 0)].id", "[2]")]
    [InlineData("$.items[?(@.type =~ /A|z/i)].id", "[1]")]
    [InlineData("$.results[?(@.Status =~ /20/)].n", "[]")]
    [InlineData("$.jar[?(@.a > $.limit)].a", "[5,7]")]
    [InlineData("$.items[?(@.type == \"a\")].id", "[1]")]
    [InlineData("$.items[?(@['type'] == 'a')].id", "[1]")]
    [InlineData("$.obj[?(@.b == 1)].b", "[1]")]
    [InlineData("$.items[?(@.type >= 'b')].id", "[2]")]
    [InlineData("$$.Execution.Input.bar[*]", """["a","b","c"]""")]
    public void Path_InParameters_AnswersWhatItSelects(string path, string expected) => Assert.Equal(expected, Run(path).State.Output);

    [Theory]
    [InlineData("$.none")]
    [InlineData("$.obj.none.id")]
    [InlineData("$.foo.id")]
    [InlineData("$.none[-1]")]
    [InlineData("$.none.length()")]
    [InlineData("$.bar[9].id")]
    [InlineData("$.obj[0:2]")]
    [InlineData("$[1:].id")]
    [InlineData("$.s[0,1]")]
    [InlineData("$.obj[0][*]")]
    [InlineData("$.foo[?(@.a)]")]
    public void Path_ToNothingOrAWrongKind_FailsWithTheRecordedCause(string path)
    {
        var run = Run(path);

        Assert.Equal("States.Runtime", run.State.Error);
        Assert.Equal(
            $"An error occurred while executing the state 'S' (entered at the event id #2). The JSONPath '{path}' specified for the field 'x.$' could not be found in the input '{JsonNode.Parse(Input).ToJsonText()}'",
            run.State.Cause);
    }

    [Theory]
    [InlineData("\"InputPath\":\"$.bar[1:]\"", """["b","c"]""")]
    [InlineData("\"OutputPath\":\"$.items[?(@.id > 2)].id\"", "[3]")]
    [InlineData("\"InputPath\":\"$.none[*]\"", "[]")]
    [InlineData("\"OutputPath\":\"$..nowhere\"", "[]")]
    [InlineData("\"Parameters\":{\"in\":{\"deep\":[{\"x.$\":\"$.bar.length()\"}]}}", """{"in":{"deep":[{"x":3}]}}""")]
    public void Path_InEveryField_IsRead(string field, string expected) =>
        Assert.Equal(expected, Simulation.Run(Asl.SingleState(Asl.Pass($"{field},\"End\":true")), Input).State.Output);

    [Fact]
    public void Path_InResultSelector_ReadsTheResult()
    {
        var state = Asl.Invoke("""
            "ResultSelector":{"failed.$":"$.Payload[?(@.Status != '201')].n","all.$":"$.Payload.length()"}
            """);

        var run = Simulation.Run(Asl.SingleState(state), "{}", _ => Asl.Returns("""[{"Status":"201","n":1},{"Status":"500","n":2}]"""));

        Assert.Equal("""{"failed":[2],"all":2}""", run.State.Output);
    }

    [Theory]
    [InlineData("$.items[?(@.id == 2)]", "IsPresent", "T")]
    [InlineData("$.bar.length()", "NumericGreaterThan", "T")]
    [InlineData("$.none.length()", "IsPresent", "F")]
    public void Path_AsTheVariableOfAChoice_IsRead(string variable, string comparison, string next)
    {
        var operand = comparison == "IsPresent" ? "true" : "2";
        var run = Simulation.Run(
            Asl.SingleState(
                $$"""{"Type":"Choice","Choices":[{"Variable":"{{variable}}","{{comparison}}":{{operand}},"Next":"T"}],"Default":"F"}""",
                """
                "T":{"Type":"Pass","Result":"T","End":true},"F":{"Type":"Pass","Result":"F","End":true}
                """),
            Input);

        Assert.Equal($"\"{next}\"", run.State.Output);
    }

    [Theory]
    [InlineData("$.")]
    [InlineData("$..")]
    [InlineData("$.a.")]
    [InlineData("$x")]
    [InlineData("$.a b")]
    [InlineData("$. a")]
    [InlineData("$.a[")]
    [InlineData("$.a[]")]
    [InlineData("$.a[*")]
    [InlineData("$.a[:]")]
    [InlineData("$.a[0:2:1]")]
    [InlineData("$.a[1,]")]
    [InlineData("$.a[x]")]
    [InlineData("$.a['b]")]
    [InlineData("$.a['b',]")]
    [InlineData("$.a[99999999999]")]
    [InlineData("$.a[?@.b]")]
    [InlineData("$.a[?()]")]
    [InlineData("$.a[?(@.b]")]
    [InlineData("$.a[?(@.b == )]")]
    [InlineData("$.a[?(@.b = 1)]")]
    [InlineData("$.a[?(@.b == b)]")]
    [InlineData("$.a[?(1)]")]
    [InlineData("$.a[?(@.b near 1)]")]
    [InlineData("$.a[?(@.b =~ /(/)]")]
    [InlineData("$.a[?(@.b =~ /x/q)]")]
    [InlineData("$.a[?(@.b =~ /(?=x)/)]")]
    [InlineData("$.a[?(@.b =~ x)]")]
    [InlineData("$.a[?(@.b in ['x')]")]
    [InlineData("$.a[?(@.b &&)]")]
    [InlineData("$.a[(@.length-1)]")]
    [InlineData("$.a.length().b")]
    [InlineData("$.a.sum()")]
    public void Path_ThatCannotBeRead_IsRefusedAtCreation(string path)
    {
        Assert.Null(DefinitionParser.Parse(Machine(path), out var problems));
        Assert.Contains("/States/S/Parameters/x.$", problems, StringComparison.Ordinal);
    }

    [Fact]
    public void Path_OfEndlessParentheses_IsRefusedAtCreation() =>
        Assert.Null(DefinitionParser.Parse(Machine($"$.a[?({new string('(', 100_000)}@.b)]"), out _));

    // Of deep data these make more than any memory holds: the engine must go on with its other executions.
    [Theory]
    [InlineData("$..*..*")]
    [InlineData("$..*..*..*..*..*")]
    [InlineData("$..*..*..*..*..*[?(@.a)]")]
    public void Path_ThatSelectsMoreThanAStateMayHold_FailsByName(string path)
    {
        var deep = new string('[', 400) + new string(']', 400);

        Assert.Equal("States.DataLimitExceeded", Simulation.Run(Machine(path), deep).State.Error);
    }

    // By trying every way to divide the text it would last longer than the test.
    [Fact]
    public void Pattern_ThatCouldBeTriedInManyWays_EndsAtOnce()
    {
        var simulation = Simulation.Run(Machine("$.a[?(@.b =~ /(a+)+c/)]"), $$"""{"a":[{"b":"{{new string('a', 10_000)}}"}]}""");

        Assert.Equal("[]", simulation.State.Output);
    }

    private static string Machine(string path) =>
        Asl.SingleState($$"""{"Type":"Pass","Parameters":{"x.$":{{JsonValue.Create(path).ToJsonText()}}},"OutputPath":"$.x","End":true}""");

    private static Simulation Run(string path) => Simulation.Run(Machine(path), Input);
}
