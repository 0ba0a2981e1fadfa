using System.Text.RegularExpressions;

namespace OpsAgent.Deployment.Tests.Rules;

public sealed class LongestValueTests
{
    [Theory]
    [InlineData("^[a-z][a-z0-9-]{0,26}$", 4096, 27)]
    [InlineData("^(https://[A-Za-z0-9._~:/-]{1,2000})?$", 4096, 2008)]
    [InlineData("^(https://[A-Za-z0-9._~:/-]+)?$", 200, 200)]
    [InlineData("^[!-~]*$", 256, 256)]
    [InlineData("^((/[A-Za-z0-9_.-]+)+)?$", 64, 64)]
    [InlineData("^(https://[A-Za-z0-9.-]+(:[0-9]+)?(,https://[A-Za-z0-9.-]+(:[0-9]+)?)*)?$", 256, 256)]
    [InlineData("^(create|arn:aws[a-z-]*:wafv2:[a-z0-9-]+:[0-9]{12}:regional/webacl/[A-Za-z0-9_-]+/[a-f0-9-]+)?$", 100, 100)]
    [InlineData("^(a|bcd)$", 4096, 3)]
    [InlineData("^x{2,}y$", 9, 9)]
    [InlineData(@"^([a-z0-9-]+(\.[a-z0-9-]+)+)?$", 253, 253)]
    public void Of_APattern_IsAsLongAsItMayBe_AndPermitted(string pattern, int limit, int length)
    {
        var value = LongestValue.Of(pattern, limit);
        Assert.Equal(length, value.Length);
        Assert.Matches(new Regex(pattern, RegexOptions.CultureInvariant), value);
    }

    [Fact]
    public void Of_AClassWithAQuote_IsOfWhatJsonWritesLongest() => Assert.Matches("""^["\\]{5}$""", LongestValue.Of("^[!-~]{5}$", 4096));

    [Theory]
    [InlineData("[a-z]*")]
    [InlineData("^[^a-z]*$")]
    [InlineData("^a.b$")]
    public void Of_APatternThatIsNotKnown_IsAnError(string pattern) => Assert.Throws<NotSupportedException>(() => LongestValue.Of(pattern, 10));
}
