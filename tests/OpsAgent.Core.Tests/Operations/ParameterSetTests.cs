using System.Text.Json;

using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations;

public sealed class ParameterSetTests
{
    private static readonly ParameterSet Set = new(
        [
            new TextParameter("word", "A word.") { Required = true, MinLength = 2, MaxLength = 5 },
            new TextParameter("code", "A code.") { MaxLength = 4, Pattern = new System.Text.RegularExpressions.Regex("^[a-z]+$") },
            new ChoiceParameter("size", "A size.", "s", "m") { DefaultValue = "m" },
            new ChoiceParameter("colour", "A colour.", "red", "Blue"),
        ],
        new CombinationRule("code goes with colour", "code", a => a.Has("code") == a.Has("colour")));

    [Fact]
    public void Validate_OnlyWhatIsRequired_FillsInTheDefaults()
    {
        var arguments = Validate("""{"word":"hello"}""").Value();

        Assert.Equal("""{"word":"hello","size":"m"}""", arguments.Values.GetRawText());
        Assert.Equal(("hello", null, false, true), (arguments.RequiredText("word"), arguments.Text("code"), arguments.Has("colour"), arguments.Has("size")));
    }

    [Fact]
    public void Validate_EverythingGiven_KeepsIt() =>
        Assert.Equal(
            """{"word":"hello","code":"abc","size":"s","colour":"Blue"}""",
            Validate("""{"colour":"Blue","size":"s","code":"abc","word":"hello"}""").Value().Values.GetRawText());

    [Fact]
    public void Validate_OfNoParameters_TakesNothing()
    {
        var none = new ParameterSet([]);
        Assert.True(none.Validate(JsonDocument.Parse("{}").RootElement).Succeeded(out _, out _));
        var refusal = none.Validate(JsonDocument.Parse("""{"limit":"5"}""").RootElement).Refusal(ErrorCode.ValidationError);
        Assert.Equal("is not a parameter of this operation; it has none", refusal.Detail("rule"));
    }

    [Theory]
    [InlineData("""{"word":"  hello\t\n"}""", "hello")]
    [InlineData("""{"word":"\u00a0ab\u2003"}""", "ab")]
    [InlineData("""{"word":"a b"}""", "a b")]
    [InlineData("""{"word":"\u65e5\u672c"}""", "日本")]
    public void Validate_TextWithSpaceAround_IsTrimmed(string given, string kept) => Assert.Equal(kept, Validate(given).Value().Text("word"));

    [Theory]
    [InlineData("S", "s")]
    [InlineData("", "m")]
    public void Validate_ChoiceInAnotherCaseOrEmpty_IsTheSpellingOfTheRuleOrTheDefault(string given, string kept) =>
        Assert.Equal(kept, Set.Validate(JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["word"] = "ab", ["size"] = given })).Value().Text("size"));

    [Fact]
    public void Validate_ChoiceWithSpaceAround_IsTrimmed() => Assert.Equal("s", Validate("""{"word":"ab","size":" s "}""").Value().Text("size"));

    [Theory]
    [InlineData("ab", true)]
    [InlineData("abcde", true)]
    [InlineData("a", false)]
    [InlineData("abcdef", false)]
    [InlineData("a    ", false)]
    [InlineData("\U0001D400\U0001D401\U0001D402\U0001D403\U0001D404", true)]
    [InlineData("\U0001D400\U0001D401\U0001D402\U0001D403\U0001D404\U0001D405", false)]
    [InlineData("\U0001D400", false)]
    [InlineData("a\U0001F468\u200D\U0001F469\u200D\U0001F467\U0001F468\u200D\U0001F469\u200D\U0001F467\u0065\u0301b", true)]
    [InlineData("e\u0301", false)]
    public void Validate_Length_CountsWhatPeopleCountAfterTrimming(string word, bool taken)
    {
        var outcome = Set.Validate(JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["word"] = word }));

        Assert.Equal(taken, outcome.Succeeded(out _, out var refusal));
        Assert.Equal(taken ? null : "2 to 5 characters on one line, with a letter or digit, without control or invisible ones", refusal?.Detail("rule"));
    }

    [Theory]
    [InlineData("...", false)]
    [InlineData("\u2026!?", false)]
    [InlineData("\U0001F680\U0001F680", false)]
    [InlineData("- 1", true)]
    [InlineData("\u0967\u0968", true)]
    [InlineData("\U0001F680 a", true)]
    public void Validate_TextForPeople_HasALetterOrDigit(string word, bool taken)
    {
        var outcome = Set.Validate(JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["word"] = word }));

        Assert.Equal(taken, outcome.Succeeded(out _, out var refusal));
        Assert.Equal(taken ? null : "must have a letter or digit", refusal?.Detail("rule"));
    }

    [Theory]
    [InlineData("a\u0000b")]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\tb")]
    [InlineData("a\u001bb")]
    [InlineData("a\u007fb")]
    [InlineData("a\u0085b")]
    [InlineData("a\u2028b")]
    [InlineData("a\u3164b")]
    [InlineData("a\u2800b")]
    [InlineData("a\u200db")]
    [InlineData("a\ufe0fb")]
    [InlineData("a\ue000b")]
    [InlineData("a\u2029b")]
    [InlineData("a\u200eb")]
    [InlineData("a\u200fb")]
    [InlineData("a\u061cb")]
    [InlineData("a\u202ab")]
    [InlineData("a\u202eb")]
    [InlineData("a\u2066b")]
    [InlineData("a\u2069b")]
    [InlineData("a\ufeffb")]
    [InlineData("\u202eab")]
    [InlineData("ab\u202c")]
    public void Validate_ControlOrDirectionCharacter_IsRefused(string word) =>
        Assert.StartsWith(
            "must not contain control, invisible or text-direction characters: character ",
            Set.Validate(JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["word"] = word })).Refusal(ErrorCode.ValidationError).Detail("rule"),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("\u200bab", "character 1, at the start, is U+200B ZERO WIDTH SPACE; take it out")]
    [InlineData("a\U0001F600\u00adb", "character 3, after \"a\U0001F600\", is U+00AD SOFT HYPHEN; take it out")]
    [InlineData("ab\ue000", "character 3, after \"ab\", is U+E000; take it out")]
    public void Problem_OfAText_NamesTheCharacterAndItsPlace(string text, string said) =>
        Assert.Equal($"must not contain control, invisible or text-direction characters: {said}", DisplayText.Problem(text));

    [Theory]
    [InlineData("""{}""", "word", "is required: 2 to 5 characters on one line, with a letter or digit, without control or invisible ones", null)]
    [InlineData("""{"word":null}""", "word", "is required: 2 to 5 characters on one line, with a letter or digit, without control or invisible ones", null)]
    [InlineData("""{"word":12}""", "word", "must be a string", "12")]
    [InlineData("""{"word":["ab"]}""", "word", "must be a string", "[\"ab\"]")]
    [InlineData("""{"word":{"a":1}}""", "word", "must be a string", "{\"a\":1}")]
    [InlineData("""{"word":true}""", "word", "must be a string", "true")]
    [InlineData("""{"word":"ab","code":"ABC","colour":"red"}""", "code", "must match ^[a-z]+$", "\"ABC\"")]
    [InlineData("""{"word":"ab","code":"abcde","colour":"red"}""", "code", "must match ^[a-z]+$", "\"abcde\"")]
    [InlineData("""{"word":" "}""", "word", "is required: 2 to 5 characters on one line, with a letter or digit, without control or invisible ones", null)]
    [InlineData("""{"word":"ab","code":"","colour":"red"}""", "code", "code goes with colour", null)]
    [InlineData("""{"word":"ab","size":1}""", "size", "one of s, m", "1")]
    [InlineData("""{"word":"ab","colour":"green","code":"a"}""", "colour", "one of red, Blue", "\"green\"")]
    [InlineData("""{"word":"ab","code":"a"}""", "code", "code goes with colour", null)]
    [InlineData("""{"word":"ab","colour":"red"}""", "code", "code goes with colour", null)]
    [InlineData("""{"word":"ab","wrod":"x"}""", "wrod", "is not a parameter of this operation; it has word, code, size, colour", "\"x\"")]
    [InlineData("""{"word":"ab","Word":"x"}""", "Word", "is not a parameter of this operation; it has word, code, size, colour", "\"x\"")]
    [InlineData("""{"word":"ab","extra":null}""", "extra", "is not a parameter of this operation; it has word, code, size, colour", "null")]
    [InlineData("""[]""", "parameters", "must be a JSON object", "[]")]
    [InlineData("\"text\"", "parameters", "must be a JSON object", "\"text\"")]
    [InlineData("null", "parameters", "must be a JSON object", "null")]
    public void Validate_RuleIsBroken_NamesFieldRuleAndWhatWasGiven(string given, string field, string rule, string? shown)
    {
        var refusal = Validate(given).Refusal(ErrorCode.ValidationError);

        Assert.Equal((field, rule, shown), (refusal.Detail("field"), refusal.Detail("rule"), refusal.Detail("given")));
        Assert.Equal($"{field}: {rule}.", refusal.Message);
    }

    [Theory]
    [InlineData("""{"word":"ab","size":null,"code":null,"colour":null}""")]
    [InlineData("""{"word":"ab","size":"m"}""")]
    public void Validate_NullForAnOptionalOne_CountsAsNotGiven(string given) =>
        Assert.Equal("""{"word":"ab","size":"m"}""", Validate(given).Value().Values.GetRawText());

    [Theory]
    [InlineData(98, "")]
    [InlineData(99, "...")]
    public void Validate_LongGiven_IsShortenedToAHundredCharacters(int letters, string end)
    {
        var shown = Validate($$"""{"word":"{{new string('x', letters)}}"}""").Refusal(ErrorCode.ValidationError).Detail("given");

        Assert.Equal(100 + end.Length, shown!.Length);
        Assert.EndsWith(end, shown, StringComparison.Ordinal);
        Assert.StartsWith("\"xxx", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_LongGivenCutInsideASurrogatePair_IsStillAnAnswer() =>
        Assert.EndsWith("...", Validate($$"""{"word":"{{new string('x', 98)}}{{"\U0001F680"}}xx"}""").Refusal(ErrorCode.ValidationError).Detail("given"), StringComparison.Ordinal);

    [Fact]
    public void Validate_NoJsonAtAll_IsRefused() =>
        Assert.Equal("must be a JSON object", Set.Validate(default).Refusal(ErrorCode.ValidationError).Detail("rule"));

    [Theory]
    [InlineData("""{"word":"\ud800"}""")]
    [InlineData("""{"word":"a\udc00"}""")]
    [InlineData("""{"word":"ab","size":"\ud800"}""")]
    [InlineData("""{"\ud800":"x"}""")]
    [InlineData("""{"word":["\ud800"]}""")]
    public void Validate_HalfASurrogatePair_IsRefused(string given) => Validate(given).Refusal(ErrorCode.ValidationError);

    [Fact]
    public void Validate_SeveralRulesBroken_NamesTheUnknownFieldFirst() =>
        Assert.Equal("wrod", Validate("""{"wrod":"x","size":"q"}""").Refusal(ErrorCode.ValidationError).Detail("field"));

    [Fact]
    public void Schema_OfEachKind_SaysTheRules()
    {
        Assert.Equal("""{"type":"string","minLength":2,"maxLength":5}""", Set.All[0].Schema().ToJsonString());
        Assert.Equal("string", (string?)Set.All[1].Schema()["type"]);
        Assert.Equal("^[a-z]+$", (string?)Set.All[1].Schema()["pattern"]);
        Assert.Equal("""{"type":"string","enum":["s","m"],"default":"m"}""", Set.All[2].Schema().ToJsonString());
        Assert.Equal("""{"type":"string","enum":["red","Blue"]}""", Set.All[3].Schema().ToJsonString());
    }

    private static Outcome<Arguments> Validate(string given) => Set.Validate(Test.Json(given));
}
