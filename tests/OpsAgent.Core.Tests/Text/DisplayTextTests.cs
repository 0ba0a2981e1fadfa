using OpsAgent.Core.Text;

namespace OpsAgent.Core.Tests.Text;

public sealed class DisplayTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("web-1 is healthy: i-0abc, ünïcode, 日本語, العربية")]
    [InlineData("👩\u200D💻 किताब\u200Cें")]
    public void IsLegible_WhatPeopleWrite_IsTrue(string text)
    {
        Assert.True(DisplayText.IsDisplayable(text));
        Assert.Equal(text, DisplayText.Of(text));
    }

    [Theory]
    [MemberData(nameof(Hidden))]
    public void IsLegible_ACharacterThatDoesNotShow_IsFalseWhereverItStands(string hidden)
    {
        Assert.False(DisplayText.IsDisplayable(hidden));
        Assert.False(DisplayText.IsDisplayable($"a{hidden}b", lines: true));
        Assert.Equal("a\uFFFDb", DisplayText.Of($"a{hidden}b", lines: true));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\t")]
    public void IsLegible_NewlineOrTab_IsForTextOfSeveralLinesOnly(string text)
    {
        Assert.False(DisplayText.IsDisplayable(text));
        Assert.True(DisplayText.IsDisplayable(text, lines: true));
    }

    // Attributes are kept as UTF-8, which has no half pairs.
    [Fact]
    public void Of_HalfASurrogatePair_IsReplaced()
    {
        foreach (var (text, legible) in (ValueTuple<string, string>[])[("a\uD83D", "a\uFFFD"), ("\uDE00b", "\uFFFDb"), ("\uDE00\uD83D", "\uFFFD\uFFFD")])
        {
            Assert.False(DisplayText.IsDisplayable(text));
            Assert.Equal(legible, DisplayText.Of(text));
        }
    }

    public static TheoryData<string> Hidden { get; } =
    [
        .. Enumerable.Range(0, 0xA0).Select(c => (char)c).Where(c => char.IsControl(c) && c is not ('\n' or '\t')).Select(c => c.ToString()),
        "\u200B", "\u200E", "\u200F", "\u061C", "\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069",
        "\u2028", "\u2029", "\uFEFF", "\u2060", "\u00AD", "\U000E0041", "\U000E007F",
    ];
}
