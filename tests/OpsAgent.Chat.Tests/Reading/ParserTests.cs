using OpsAgent.Chat.Reading;
using OpsAgent.Core.Operations;

namespace OpsAgent.Chat.Tests.Reading;

public sealed class ParserTests(ITestOutputHelper output)
{
    private static readonly Parser Parser = new(OperationCatalog.Default);

    [Fact]
    public void Read_TheCorpus_UnderstandsAtLeastNineteenOfTwenty()
    {
        var missed = Phrasing.All.Where(p => !p.Matches(Read(p))).ToList();

        Assert.True(Phrasing.All.Count >= 150, $"{Phrasing.All.Count} phrasings");
        var report = $"{missed.Count} of {Phrasing.All.Count} missed:\n"
            + string.Join('\n', missed.Select(p => $"{p.Say} ({p.After}): {Phrasing.Describe(Read(p))} and not {(p.Intent, p.Operation, p.Parameters)}"));
        output.WriteLine(report);
        Assert.True(missed.Count * 20 <= Phrasing.All.Count, report);
    }

    [Fact]
    public void Read_TheCorpus_NeverMakesAWriteThatWasNotAskedFor()
    {
        var wrong = Phrasing.All.Where(p => Phrasing.IsWrite(Read(p)) && !p.Matches(Read(p))).Select(p => $"{p.Say}: {Phrasing.Describe(Read(p))}");

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("clean")]
    [InlineData("terse")]
    [InlineData("misspelt")]
    [InlineData("ambiguous")]
    [InlineData("hostile")]
    [InlineData("context")]
    public void Corpus_EachKind_HasEnoughPhrasings(string kind) => Assert.True(Phrasing.All.Count(p => p.Kind == kind) >= 20);

    private static Intent Read(Phrasing phrasing) => Parser.Read(phrasing.Say, Conversations.After(phrasing.After));
}
