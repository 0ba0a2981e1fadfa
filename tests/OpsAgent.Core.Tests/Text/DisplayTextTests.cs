using System.Globalization;
using System.Text;

using FsCheck.Xunit;

using OpsAgent.Core.Text;

namespace OpsAgent.Core.Tests.Text;

public sealed class DisplayTextTests
{
    private const char Joiner = '\u200D';
    private const char NonJoiner = '\u200C';

    [Theory]
    [InlineData("")]
    [InlineData("web-1 is healthy: i-0abc, ünïcode, 日本語, العربية, 한국어")]
    [InlineData("👩\u200D💻 किताब\u200Cें")]
    [InlineData("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645 \u06F5\u200C\u062A\u0627")] // Persian
    [InlineData("\u0647\u200D \u0643\u062A\u0628\u064E\u200C\u0647")] // Arabic, a mark before the joiner
    [InlineData("\u0DC1\u0DCA\u200D\u0DBB\u0DD3 \u0D05\u0D35\u0D28\u0D4D\u200D \u09B0\u200D\u09CD\u09AF")] // Sinhala, Malayalam, Bengali
    [InlineData("\u2764\uFE0F \u2764\uFE0F\u200D\U0001F525 \u26A0\uFE0E \u2197\uFE0E")]
    [InlineData("\U0001F44B\U0001F3FD \U0001F469\U0001F3FD\u200D\U0001F692 \U0001F3F3\uFE0F\u200D\U0001F308")]
    [InlineData("\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466 \U0001F9D1\u200D\U0001F9B0 \U0001F937\U0001F3FB\u200D\u2640\uFE0F")]
    [InlineData("1\uFE0F\u20E3 #\uFE0F\u20E3 *\u20E3")]
    [InlineData("\U0001F1EC\U0001F1E7 \U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F!")]
    public void IsDisplayable_WhatPeopleWrite_IsTrue(string text)
    {
        Assert.True(DisplayText.IsDisplayable(text));
        Assert.Equal(text, DisplayText.Of(text));
    }

    [Theory]
    [MemberData(nameof(Hidden))]
    public void IsDisplayable_ACharacterThatDoesNotShow_IsFalseWhereverItStands(string hidden)
    {
        Assert.False(DisplayText.IsDisplayable(hidden));
        Assert.False(DisplayText.IsDisplayable($"a{hidden}b", lines: true));
        Assert.Equal("a\uFFFDb", DisplayText.Of($"a{hidden}b", lines: true));
    }

    [Theory]
    [InlineData("pass\u200Dword")]
    [InlineData("\u200D\u0647")]
    [InlineData("\u0645\u200C\u200C\u062E")]
    [InlineData("\U0001F469\u200Da")]
    [InlineData("\U0001F469\u200C\U0001F4BB")]
    [InlineData("\U0001F469\u200D")]
    [InlineData("a\u200D\U0001F4BB")]
    [InlineData("\u2764\uFE0F\uFE0F")]
    [InlineData("1\uFE0F2")]
    [InlineData("a\uFE0F\u20E3")]
    [InlineData("\u6F22\U000E0100")]
    [InlineData("\U0001F3F4\U000E0068\U000E0069\U000E007F")]
    [InlineData("\U0001F600\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F")]
    [InlineData("\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074")]
    public void IsDisplayable_WhatJoinsOrSelectsNothing_IsFalse(string text)
    {
        Assert.False(DisplayText.IsDisplayable(text));
        Assert.True(DisplayText.IsDisplayable(DisplayText.Of(text)));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\t")]
    public void IsDisplayable_NewlineOrTab_IsForTextOfSeveralLinesOnly(string text)
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

    [Theory]
    [InlineData("a", true)]
    [InlineData("٣", true)]
    [InlineData("日", true)]
    [InlineData("... - ?!", false)]
    [InlineData("\U0001F44D", false)]
    [InlineData("\u3164\uFFA0\u115F", false)]
    [InlineData("\U00013441", false)]
    [InlineData("", false)]
    public void HasLetterOrDigit_OfAText_CountsWhatIsSeen(string text, bool expected) => Assert.Equal(expected, DisplayText.HasLetterOrDigit(text));

    // Every code point by itself: hidden are the categories that .NET knows, and the table.
    [Fact]
    public void IsDisplayable_EveryCharacterAlone_IsFalseWhereUnicodeSaysItIsNotSeen()
    {
        for (var point = 0; point <= 0x10FFFF; point++)
        {
            if (!Rune.TryCreate(point, out var rune))
            {
                continue;
            }

            var hidden = UnicodeTables.Ignorable.Any(r => point >= r.First && point <= r.Last)
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
                    or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            Assert.True(hidden != DisplayText.IsDisplayable(rune.ToString()), $"U+{point:X4}");
        }
    }

    [Property(MaxTest = 2000)]
    public bool Of_AnyMixture_IsDisplayableAndStaysSo(byte[] choices)
    {
        var text = Mixture(choices);
        var shown = DisplayText.Of(text);
        return DisplayText.IsDisplayable(shown) && DisplayText.Of(shown) == shown && (shown == text) == DisplayText.IsDisplayable(text);
    }

    // Nothing can be hidden in a text that passes: without joiners, selectors and tag flags it is seen as a whole, and no two of
    // them stand together.
    [Property(MaxTest = 2000)]
    public bool Of_AnyMixture_HidesNoTwoCharactersInARow(byte[] choices)
    {
        var shown = DisplayText.Of(Mixture(choices)).Replace(Parts[^1], "F", StringComparison.Ordinal);
        var runes = shown.EnumerateRunes().ToList();
        return runes.Where((r, i) => !DisplayText.IsVisible(r) && i > 0 && !DisplayText.IsVisible(runes[i - 1])).All(r => r.Value is Joiner)
            && runes.All(r => DisplayText.IsVisible(r) || r.Value is Joiner or NonJoiner or 0xFE0E or 0xFE0F);
    }

    public static TheoryData<string> Hidden { get; } =
    [
        .. Enumerable.Range(0, 0xA0).Select(c => (char)c).Where(c => char.IsControl(c) && c is not ('\n' or '\t')).Select(c => c.ToString()),
        "\u200B", "\u200E", "\u200F", "\u061C", "\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069",
        "\u2028", "\u2029", "\uFEFF", "\u2060", "\u00AD", "\U000E0041", "\U000E007F",
        "\u3164", "\uFFA0", "\u115F", "\u1160", "\u2800", "\u034F", "\uFE00", "\uFE0E", "\uFE0F", "\U000E0100", "\uE000", "\U000F0000", "\U0010FFFD",
        "\u200C", "\u200D", "\u2065", "\uFFF0", "\U000E0FFF", "\u17B4", "\u180B", "\U0001D159", "\U00013441", "\U00016FE4", "\U0001D173",
    ];

    private static readonly string[] Parts =
    [
        "a", "1", "#", " ", "\u20E3", "\u0647", "\u064E", "\u0915", "\u094D", "\u200C", "\u200D", "\uFE0E", "\uFE0F", "\u2764", "\U0001F469", "\U0001F3FD",
        "\U0001F3F4", "\U000E0067", "\U000E007F", "\u3164", "\u2800", "\uE000", "\uD83D", "\uDE00", "\n", "\uFFFD", "\U0001F1EC",
        "\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F",
    ];

    private static string Mixture(byte[] choices) => string.Concat(choices.Select(c => Parts[c % Parts.Length]));
}
