namespace OpsAgent.Core.Operations.Grammar;

/// <summary>An order to send a text somewhere: a verb, "to" and the destination, and the text behind it, between quotation marks, or "that" for the last answer.</summary>
public sealed record MessageGrammar : ChatGrammar
{
    /// <summary>How the order is written.</summary>
    public required string Usage { get; init; }

    public required string DestinationParameter { get; init; }

    public required string TextParameter { get; init; }

    /// <summary>Verbs that the destination follows at once: "tell ops: ...".</summary>
    public IReadOnlyList<Words> DirectVerbs { get; init; } = [];

    public override IEnumerable<Words> Vocabulary => [.. base.Vocabulary, .. DirectVerbs];
}
