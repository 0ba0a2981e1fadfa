namespace OpsAgent.Core.Operations.Grammar;

/// <summary>A question that a diagnostic answers: about a target that is named, or by the words for what it shows.</summary>
public sealed record QuestionGrammar : ChatGrammar
{
    /// <summary>The kinds of things whose name alone asks for this diagnostic.</summary>
    public IReadOnlyList<TargetPhrase> Targets { get; init; } = [];

    /// <summary>The parameter that takes a name that does not say what it is, or null.</summary>
    public string? NameParameter { get; init; }

    /// <summary>The parameters that take a tag, and with <see cref="NameParameter"/> null a bare name as the tag Name; or null.</summary>
    public TagPhrase? Tag { get; init; }

    /// <summary>The question back when only the noun was said, or null.</summary>
    public string? WhatIsMissing { get; init; }

    /// <summary>Words for values that it shows, such as cpu and errors: a sentence with one of them asks for numbers and not for a state.</summary>
    public IReadOnlyList<Words> Topics { get; init; } = [];

    /// <summary>The one with more is read first where the words of two meet; 0 unless there is a reason.</summary>
    public int Precedence { get; init; }

    /// <summary>Reads what is said in words of this operation's own, or null where the members above say all.</summary>
    public IQuestionReader? Reader { get; init; }

    public override IEnumerable<Words> Vocabulary => [.. base.Vocabulary, .. Topics];
}

/// <summary>The parameters that take a tag.</summary>
public sealed record TagPhrase(string KeyParameter, string ValueParameter);
