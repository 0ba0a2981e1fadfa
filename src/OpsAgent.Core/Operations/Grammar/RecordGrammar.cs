namespace OpsAgent.Core.Operations.Grammar;

/// <summary>An order to keep a text: a verb, the noun of what is kept, a choice, and the text behind a colon, a quotation mark or a word such as "about".</summary>
public sealed record RecordGrammar : ChatGrammar
{
    /// <summary>How the order is written.</summary>
    public required string Usage { get; init; }

    public required Slot Text { get; init; }

    public required ChoicePhrase Choice { get; init; }

    /// <summary>The parameter that takes the links in the message, separated by spaces, or null.</summary>
    public string? LinksParameter { get; init; }

    /// <summary>The parameter that takes the proposal that the message names, or null.</summary>
    public string? ProposalParameter { get; init; }

    /// <summary>Words before the text that change nothing about the order.</summary>
    public IReadOnlyList<string> Fillers { get; init; } = [];
}

/// <summary>One of a few values, which are those of the operation's <see cref="Operations.Parameters.ChoiceParameter"/>.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Plural">What several of them are called.</param>
/// <param name="Question">The question for it.</param>
/// <param name="Labels">Words that stand beside the value.</param>
public sealed record ChoicePhrase(string Parameter, string Plural, string Question, params IReadOnlyList<string> Labels);
