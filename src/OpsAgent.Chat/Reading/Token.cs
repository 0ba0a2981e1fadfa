namespace OpsAgent.Chat.Reading;

/// <param name="Kind">What it looks like.</param>
/// <param name="Text">As it was typed.</param>
/// <param name="Start">Where it begins in the message.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Term">What the word means here; misspellings count.</param>
internal sealed record Token(TokenKind Kind, string Text, int Start, int End, Term Term)
{
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
