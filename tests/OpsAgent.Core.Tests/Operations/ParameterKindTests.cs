using System.Text.Json.Nodes;

using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations;

/// <summary>The kinds of parameter that have rules of their own beyond <see cref="ParameterSetTests"/>.</summary>
public sealed class ParameterKindTests
{
    private static readonly IntegerParameter Count = new("count", "A number.") { Minimum = -1, Maximum = 50, DefaultValue = 10 };
    private static readonly LinksParameter Links = new("links", "Pages.") { MaxItems = 3, MaxLength = 40 };
    private static readonly TextParameter Text = new("text", "Lines.") { MinLength = 2, MaxLength = 16, IsMultiline = true };

    [Theory]
    [InlineData("""{"count":-1}""", -1)]
    [InlineData("""{"count":50}""", 50)]
    [InlineData("""{"count":"7"}""", 7)]
    [InlineData("""{"count":" -1 "}""", -1)]
    [InlineData("""{"count":5.0}""", 5)]
    [InlineData("""{"count":5e0}""", 5)]
    [InlineData("""{"count":"5.0"}""", 5)]
    [InlineData("""{"count":""}""", 10)]
    [InlineData("""{"count":" "}""", 10)]
    [InlineData("""{}""", 10)]
    public void Integer_WithinBounds_IsTaken(string given, int kept) =>
        Assert.Equal(kept, int.Parse(Read(Count, given).Value().Values.GetProperty("count").ToString(), System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("-2")]
    [InlineData("51")]
    [InlineData("1.5")]
    [InlineData("1e400")]
    [InlineData("4294967297")]
    [InlineData("\"1.5\"")]
    [InlineData("\"5e0\"")]
    [InlineData("\"1,000\"")]
    [InlineData("\"0x1\"")]
    [InlineData("\"ten\"")]
    [InlineData("\"51\"")]
    [InlineData("true")]
    [InlineData("[1]")]
    [InlineData("{}")]
    public void Integer_AnythingElse_IsRefusedWithTheBounds(string given) =>
        Assert.Equal("a whole number from -1 to 50", Read(Count, $$"""{"count":{{given}}}""").Refusal(ErrorCode.ValidationError).Detail("rule"));

    [Fact]
    public void Integer_Schema_SaysBoundsAndDefault() =>
        Assert.Equal("""{"type":"integer","minimum":-1,"maximum":50,"default":10}""", Count.Schema().ToJsonString());

    [Theory]
    [InlineData("\"https://a.example\"", "https://a.example")]
    [InlineData("\"  https://a.example   https://b.example/x?y=1#z \"", "https://a.example https://b.example/x?y=1#z")]
    [InlineData("""["https://a.example"," https://b.example:8443/p%20q "]""", "https://a.example https://b.example:8443/p%20q")]
    [InlineData("\"HTTPS://A.example/\"", "HTTPS://A.example/")]
    [InlineData("\"https://a.example,https://b.example\"", "https://a.example https://b.example")]
    [InlineData("\"https://a.example/1, https://b.example/2,\"", "https://a.example/1 https://b.example/2")]
    [InlineData("\"https://a.example/\\nhttps://b.example/\\r\\n\"", "https://a.example/ https://b.example/")]
    [InlineData("\"https://a.example/x,y\"", "https://a.example/x,y")]
    [InlineData("\"https://[2001:db8::1]/\"", "https://[2001:db8::1]/")]
    [InlineData("\"https://a.example/@team\"", "https://a.example/@team")]
    [InlineData("\"https://a.example?mail=x@y.example\"", "https://a.example?mail=x@y.example")]
    [InlineData("\"\"", "")]
    [InlineData("[]", "")]
    public void Links_HttpsAddresses_AreKeptAsAListInEitherForm(string given, string kept) =>
        Assert.Equal(kept, string.Join(' ', Read(Links, $$"""{"links":{{given}}}""").Value().Texts("links")));

    [Fact]
    public void Links_NotGiven_AreAnEmptyList() => Assert.Empty(Read(Links, "{}").Value().Texts("links"));

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void Links_TheirNumber_IsBoundedInEitherForm(int count, bool taken)
    {
        var links = Enumerable.Repeat("https://a.example", count).ToList();

        Assert.Equal(taken, Read(Links, new JsonObject { ["links"] = string.Join(' ', links) }).Succeeded(out _, out _));
        Assert.Equal(taken, Read(Links, new JsonObject { ["links"] = new JsonArray([.. links.Select(l => (JsonNode)l)]) }).Succeeded(out _, out _));
    }

    [Theory]
    [InlineData(40, true)]
    [InlineData(41, false)]
    public void Links_TheirLength_IsBounded(int length, bool taken) =>
        Assert.Equal(taken, Read(Links, new JsonObject { ["links"] = "https://a.example/".PadRight(length, 'x') }).Succeeded(out _, out _));

    [Theory]
    [InlineData("http://a.example")]
    [InlineData("ftp://a.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("a.example")]
    [InlineData("//a.example")]
    [InlineData("https:a.example")]
    [InlineData("https:/a.example")]
    [InlineData("https:\\\\a.example")]
    [InlineData("https://")]
    [InlineData("https:///path")]
    [InlineData("https://user@a.example")]
    [InlineData("https://user:secret@a.example")]
    [InlineData("https://@a.example")]
    [InlineData("https://good.example@a.example/")]
    [InlineData("https://a.example/\"x")]
    [InlineData("https://a.example/<x>")]
    [InlineData("https://a.example/x|y")]
    [InlineData("https://a.example\\x")]
    [InlineData("https://a.example/\tx")]
    [InlineData("https://a.example/\u202ex")]
    [InlineData("https://exаmple.com")]
    [InlineData("https://a.example:99999")]
    [InlineData("https://a.example,b.example")]
    [InlineData("https://hooks.slack.com/services/T/B/x")]
    [InlineData("https://a.example/?token=abc")]
    public void Links_AnythingElse_IsRefusedWithTheRule(string given) => Assert.Equal(
        "at most 3 https URLs with spaces or commas between them (or a JSON array), each of at most 40 ASCII characters, without a user name or a secret",
        Read(Links, new JsonObject { ["links"] = given }).Refusal(ErrorCode.ValidationError).Detail("rule"));

    [Theory]
    [InlineData("1")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[null]")]
    [InlineData("""[["https://a.example"]]""")]
    [InlineData("""["https://a.example https://b.example"]""")]
    [InlineData("""[""]""")]
    public void Links_OtherJson_IsRefused(string given) => Read(Links, $$"""{"links":{{given}}}""").Refusal(ErrorCode.ValidationError);

    [Fact]
    public void Links_Schema_IsTextBecauseFormsHaveNoArrays() =>
        Assert.Equal("""{"type":"string","maxLength":122}""", Links.Schema().ToJsonString());

    [Theory]
    [InlineData("a\nb", "a\nb")]
    [InlineData("a\r\nb", "a\nb")]
    [InlineData("\n a\n\nb \n", "a\n\nb")]
    [InlineData("ab", "ab")]
    [InlineData("a\tb", "a\tb")]
    [InlineData("pwd=hunter2\nb", "pwd=[redacted]\nb")]
    public void Lines_SeveralLines_AreKept(string given, string kept) =>
        Assert.Equal(kept, Read(Text, new JsonObject { ["text"] = given }).Value().Text("text"));

    [Theory]
    [InlineData("a\rb")]
    [InlineData("a\vb")]
    [InlineData("a\u200bb")]
    [InlineData("a\u0000b")]
    [InlineData("a\u001bb")]
    [InlineData("a\u0085b")]
    [InlineData("a\u2028b")]
    [InlineData("a\u2029b")]
    [InlineData("a\u202eb")]
    public void Lines_AnyOtherControlCharacter_IsRefused(string given) => Assert.StartsWith(
        "must not contain control, invisible or text-direction characters: character 2, after \"a\", is U+00",
        Read(Text, new JsonObject { ["text"] = given }).Refusal(ErrorCode.ValidationError).Detail("rule")!.Replace("U+20", "U+00", StringComparison.Ordinal),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("\n\na\n")]
    [InlineData("12345678901234567")]
    public void Lines_OutsideTheirLength_AreRefusedWithTheRule(string given) => Assert.Equal(
        "2 to 16 characters, with a letter or digit, without control or invisible ones other than newlines and tabs",
        Read(Text, new JsonObject { ["text"] = given }).Refusal(ErrorCode.ValidationError).Detail("rule"));

    private static Outcome<Arguments> Read(Parameter parameter, string given) => new ParameterSet([parameter]).Validate(Test.Json(given));

    private static Outcome<Arguments> Read(Parameter parameter, JsonObject given) => new ParameterSet([parameter]).Validate(given.ToElement());
}
