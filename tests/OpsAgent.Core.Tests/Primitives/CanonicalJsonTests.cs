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
    [InlineData("\"\\ud83d\\ude80\"", "\"\ud83d\ude80\"")]
    [InlineData("\"\\u0000\\n\\\"\\\\\"", "\"\\u0000\\n\\\"\\\\\"")]
    [InlineData("[1.0,1,1e2,-0,12345678901234567890.5]", "[1,1,100,0,12345678901234567000]")]
    [InlineData("\"<>&'+\"", "\"<>&'+\"")]
    public void Text_OfAnyValue_IsItsOneForm(string given, string canonical) => Assert.Equal(canonical, CanonicalJson.Text(Test.Json(given)));

    [Fact]
    public void Text_OrderOfNames_IsOrdinalAndNotThatOfACulture() =>
        Assert.Equal("""{"-":1,"Z":2,"_":3,"a":4,"é":5}""", CanonicalJson.Text(Test.Json("""{"é":5,"a":4,"_":3,"Z":2,"-":1}""")));

    /// <summary>The example of RFC 8785, section 3.2.2.</summary>
    [Fact]
    public void Text_OfTheRfcsExample_IsTheRfcs() => Assert.Equal(
        "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
        CanonicalJson.Text(Test.Json("""
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """)));

    /// <summary>The example of RFC 8785, section 3.2.3: by UTF-16 code units.</summary>
    [Fact]
    public void Text_OrderOfTheRfcsNames_IsTheRfcs() => Assert.Equal(
        ["Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh"],
        Test.Json(CanonicalJson.Text(Test.Json("""
            {
              "\u20ac": "Euro Sign",
              "\r": "Carriage Return",
              "\ufb33": "Hebrew Letter Dalet With Dagesh",
              "1": "One",
              "\ud83d\ude00": "Emoji: Grinning Face",
              "\u0080": "Control",
              "\u00f6": "Latin Small Letter O With Diaeresis"
            }
            """))).EnumerateObject().Select(m => m.Value.GetString()));

    /// <summary>RFC 8785, appendix B.</summary>
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(unchecked((long)0x8000000000000000), "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(unchecked((long)0x8000000000000001), "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(unchecked((long)0xffefffffffffffff), "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(unchecked((long)0xc340000000000000), "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(unchecked((long)0xbecbf647612f3696), "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void Text_OfTheRfcsNumbers_IsTheRfcs(long bits, string text) =>
        Assert.Equal(text, CanonicalJson.Text(Test.Json(BitConverter.Int64BitsToDouble(bits).ToString("R", System.Globalization.CultureInfo.InvariantCulture))));

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("-12345678901234567890")]
    public void Text_OfAWholeNumberThatNoDoubleHolds_StaysAsItIs(string number) => Assert.Equal(number, CanonicalJson.Text(Test.Json(number)));

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
