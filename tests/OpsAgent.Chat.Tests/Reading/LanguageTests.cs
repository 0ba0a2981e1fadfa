using System.Text.RegularExpressions;

using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Tests.Phrases;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;

namespace OpsAgent.Chat.Tests.Reading;

/// <summary>What docs/chat.md asks of a language file: words for every operation, and examples that are read as what they show.</summary>
public sealed class LanguageTests
{
    public static TheoryData<string> Operations => [.. OperationCatalog.Default.Operations.Where(o => o.Chat is not null).Select(o => o.Name)];

    [Fact]
    public void Operations_OfTheCatalog_AreAllSpokenOf() => Assert.Empty(OperationCatalog.Default.Operations.Where(o => o.Chat is null).Select(o => o.Name));

    [Theory]
    [MemberData(nameof(Operations))]
    public void Examples_OfAnOperation_AreReadAsThatOperation(string name)
    {
        var examples = Language.English.WordsOf(name).Examples;

        Assert.NotEmpty(examples);
        Assert.All(examples, e =>
        {
            var intents = Score.Read(Placeholder.Replace(e, "the application hangs"));
            Assert.True(intents.Any(i => i is Intent.Run run && run.Operation == name || i is Intent.MakeDraft draft && draft.Operation == name), $"{e} => {Score.Describe(intents)}");
        });
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Questions_OfAnOperation_AreForParametersThatItHas(string name)
    {
        var operation = OperationCatalog.Default.Operations.Single(o => o.Name == name);
        var words = Language.English.WordsOf(name);
        var named = words.Ask.Keys.Concat(words.Ask.Values.Append(words.Usage).SelectMany(t => Parameter.Matches(t)).Select(m => m.Groups[1].Value));

        Assert.Empty(named.Except(operation.Parameters.All.Select(p => p.Name)));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Usage_OfWhatMakesADraft_IsThere(string name) =>
        Assert.NotEqual(OperationCatalog.Default.Operations.Single(o => o.Name == name).Chat is QuestionGrammar, Language.English.WordsOf(name).Usage.Length > 0);

    private static Regex Placeholder { get; } = new("<[^>]+>");

    private static Regex Parameter { get; } = new(@"\{(\w+)\}");
}
