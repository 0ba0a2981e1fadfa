namespace OpsAgent.Core.Operations.Grammar;

/// <summary>A message that may ask for a diagnostic.</summary>
/// <param name="Tokens">At least one.</param>
public sealed record Question(IReadOnlyList<Token> Tokens)
{
    /// <summary>What it names by an id or a path that says what it is, or null.</summary>
    public Subject? Named { get; init; }

    /// <summary>A name in it that does not say what it is, such as <c>web-2</c>; null where <see cref="Named"/> is not.</summary>
    public string? BareName { get; init; }

    /// <summary>What the conversation was about before, or null.</summary>
    public Subject? Focus { get; init; }

    /// <summary>The name behind "by" or "user", or null.</summary>
    public string? By { get; init; }

    /// <summary>The write that it speaks of as having happened, or null.</summary>
    public WriteOperation? Past { get; init; }

    /// <summary>Whether it has a word for a value that some diagnostic shows, such as cpu.</summary>
    public bool HasTopic { get; init; }

    /// <returns>Whether one of the words has one of the meanings.</returns>
    public bool Has(params ReadOnlySpan<string> terms)
    {
        foreach (var token in Tokens)
        {
            if (terms.Contains(token.Term))
            {
                return true;
            }
        }

        return false;
    }

    /// <returns>Whether one of the words stands in it.</returns>
    public bool Says(params ReadOnlySpan<string> words)
    {
        foreach (var token in Tokens)
        {
            if (token.Is(words))
            {
                return true;
            }
        }

        return false;
    }
}
