namespace OpsAgent.Core.Operations.Grammar;

/// <param name="Kind">What it looks like.</param>
/// <param name="Text">As it was typed.</param>
/// <param name="Start">The index of its first character in the message.</param>
/// <param name="End">The index behind its last character.</param>
/// <param name="Term">What the word means, one of <see cref="Terms"/> or the term of an operation's <see cref="Words"/>; misspelt words count.</param>
public sealed record Token(TokenKind Kind, string Text, int Start, int End, string Term)
{
    /// <returns>Whether it is one of these words, whatever the case.</returns>
    public bool Is(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (string.Equals(Text, word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
