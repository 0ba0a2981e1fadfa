using System.Text.Json;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Tests.Primitives;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{ "b" : 1 , "a" : [ true , null , { } ] }""", """{"a":[true,null,{}],"b":1}""")]
    [InlineData("""{"B":1,"a":2,"A":3}""", """{"A":3,"B":1,"a":2}""")]
    [InlineData("""{"z":{"y":1,"x":2},"ä":1}""", """{"z":{"x":2,"y":1},"ä":1}""")]
    [InlineData("\"\\u0041\\/\\u00e4\"", "\"A/ä\"")]
    [InlineData("\"\\ud83d\\ude80\"", "\"\\uD83D\\uDE80\"")]
    [InlineData("\"\\u0000\\n\\\"\\\\\"", "\"\\u0000\\n\\\"\\\\\"")]
    [InlineData("[1.0,1,1e2,-0,12345678901234567890.5]", "[1.0,1,1e2,-0,12345678901234567890.5]")]
    [InlineData("\"<>&'+\"", "\"<>&'+\"")]
    public void Text_OfAnyValue_IsItsOneForm(string given, string canonical) => Assert.Equal(canonical, CanonicalJson.Text(Test.Json(given)));

    [Fact]
    public void Text_OrderOfNames_IsOrdinalAndNotThatOfACulture() =>
        Assert.Equal("""{"-":1,"Z":2,"_":3,"a":4,"é":5}""", CanonicalJson.Text(Test.Json("""{"é":5,"a":4,"_":3,"Z":2,"-":1}""")));

    [Fact]
    public void Text_OrderOfItems_IsKept() => Assert.Equal("[2,1]", CanonicalJson.Text(Test.Json("[2, 1]")));

    [Fact]
    public void Hash_OfText_IsSha256InLowerCaseHex() =>
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", CanonicalJson.Hash("abc"));

    [Fact]
    public void Hash_OfAValue_IsThatOfItsCanonicalText() =>
        Assert.Equal(CanonicalJson.Hash("""{"a":1,"b":2}"""), CanonicalJson.Hash(Test.Json("""{ "b": 2, "a": 1 }""")));

    [Fact]
    public void Text_DeepestThatAParserTakes_IsWritten()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 64)) + string.Concat(Enumerable.Repeat("]", 64));

        Assert.Equal(deep, CanonicalJson.Text(Test.Json(deep)));
        Assert.ThrowsAny<JsonException>(() => Test.Json($"[{deep}]"));
    }
}
