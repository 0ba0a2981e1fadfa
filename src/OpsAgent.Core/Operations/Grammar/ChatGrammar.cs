namespace OpsAgent.Core.Operations.Grammar;

/// <summary>
/// Which parameters the parts of a sentence become when somebody asks for an operation in chat. The words stand in the
/// conversation's language files.
/// </summary>
public abstract record ChatGrammar;

/// <summary>A change: a verb, one target, perhaps a number, and the reason.</summary>
/// <param name="Target">What is changed.</param>
public sealed record ChangeGrammar(TargetPhrase Target) : ChatGrammar
{
    /// <summary>The parameter that takes a count, absolute or worked out from what is there; or null.</summary>
    public string? Count { get; init; }

    /// <summary>The parameter that takes a revision; or null.</summary>
    public string? Revision { get; init; }
}

/// <summary>A text to keep, with one of a few choices.</summary>
/// <param name="Text">The parameter of the text.</param>
/// <param name="Choice">The parameter of the choice, such as severity.</param>
public sealed record RecordGrammar(string Text, string Choice) : ChatGrammar
{
    /// <summary>The parameter that takes the links in the message, separated by spaces; or null.</summary>
    public string? Links { get; init; }

    /// <summary>The parameter that takes the proposal that the message names; or null.</summary>
    public string? Proposal { get; init; }
}

/// <summary>A text to send somewhere.</summary>
/// <param name="Destination">The parameter of where.</param>
/// <param name="Text">The parameter of the text.</param>
public sealed record MessageGrammar(string Destination, string Text) : ChatGrammar;

/// <summary>A question that a diagnostic answers.</summary>
public sealed record QuestionGrammar(QuestionKind Kind) : ChatGrammar
{
    /// <summary>What it can be asked about, and the parameters that take it.</summary>
    public IReadOnlyList<TargetPhrase> Targets { get; init; } = [];

    /// <summary>The parameters that take a tag, or null.</summary>
    public TagPhrase? Tag { get; init; }
}

public enum QuestionKind
{
    /// <summary>How one thing is: a name alone asks it.</summary>
    State,

    /// <summary>What is going on, of nothing in particular, or of a service or a cluster.</summary>
    Overview,

    /// <summary>A figure over time.</summary>
    Metric,

    /// <summary>What was done, and by whom.</summary>
    Events,
}

/// <summary>The parameters that take a tag.</summary>
public sealed record TagPhrase(string KeyParameter, string ValueParameter);
