using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

using OpsAgent.Core.Audit.Export;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Audit.Export;

public sealed class AuditCsvTests
{
    private static readonly string[] Starts =
        ["=", "+", "-", "@", "\t", "\r", "\n", "'", "''", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20", "\u2212", " =", "\u00A0=", "\u200B=", "\u202E@", "\uFEFF+", "\u0000-", "\t \n@", "\"=", ",=", "a", "{"];

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("  -2", "\"'  -2\"")]
    [InlineData("\t=cmd|' /C calc'!A0", "\"'\t=cmd|' /C calc'!A0\"")]
    [InlineData("'=1", "\"''=1\"")]
    [InlineData("say \"=1\"", "\"say \"\"=1\"\"\"")]
    [InlineData("i-0a1b2c", "\"i-0a1b2c\"")]
    [InlineData("{\"a\":\"=1\"}", "\"{\"\"a\"\":\"\"=1\"\"}\"")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Cell_OfAText_IsQuotedAndInert(string? text, string cell) => Assert.Equal(cell, AuditCsv.Cell(text));

    [Property(MaxTest = 500)]
    public Property Cell_OfAnyText_IsNoFormulaAndGivesTheTextBack() =>
        Prop.ForAll((from start in Gen.Elements(Starts) from rest in ArbMap.Default.GeneratorFor<NonNull<string>>() select start + rest.Get).ToArbitrary(), Holds);

    [Fact]
    public void Cell_OfWhatPeopleInject_IsNoFormulaAndGivesTheTextBack() => Assert.All(Corpus.Injections, Holds);

    private static void Holds(string text)
    {
        var cell = AuditCsv.Cell(text);
        var read = cell[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal);

        Assert.True(read[0] == '\'' || !"=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20\u2212".Contains(read.TrimStart(' ', '\u00A0', '\u200B', '\u202E', '\uFEFF', '\0')[..1], StringComparison.Ordinal), read);
        Assert.Equal(text, read[0] == '\'' ? read[1..] : read);
        Assert.DoesNotContain("\"", cell[1..^1].Replace("\"\"", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
