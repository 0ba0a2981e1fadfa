namespace OpsAgent.Core.Operations.Grammar;

/// <summary>
/// How people ask for one operation in chat: data that the readers of the conversation, the sentences that a model is told
/// and the help go through. Which of the four kinds it is says how the sentence is built.
/// </summary>
public abstract record ChatGrammar
{
    /// <summary>Phrases to copy, for help. Where a question lacks what it is about, the first one shows how to say it.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>What it is about, in its own words; what AWS resources are called need not be said again.</summary>
    public IReadOnlyList<Words> Nouns { get; init; } = [];

    /// <summary>The words that begin an order for it; none for what only looks.</summary>
    public virtual IReadOnlyList<Words> Verbs { get; init; } = [];

    /// <summary>Every word that it brings with it.</summary>
    public virtual IEnumerable<Words> Vocabulary => [.. Verbs, .. Nouns];
}
