using OpsAgent.Core.Operations.Grammar;

namespace OpsAgent.Chat.Reading;

/// <summary>Finds where the reason of a command begins.</summary>
internal static class ReasonClause
{
    private static readonly string[] Because = ["because", "cause", "coz", "cuz", "bc", "b/c", "since", "reason", "why", "becuase", "becasue", "beacuse", "becouse", "becase"];
    private static readonly string[] AfterAs = ["it", "its", "it's", "the", "they", "there", "we", "our", "all", "no", "this", "that"];

    /// <returns>The tokens before the reason, and the reason in the words of the message, or null.</returns>
    public static (IReadOnlyList<Token> Body, string? Text) Split(string message, IReadOnlyList<Token> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var begins = tokens[i].Is(Because) ? 1
                : tokens[i].Is("due") && i + 1 < tokens.Count && tokens[i + 1].Is("to") ? 2
                : tokens[i].Is("as") && i + 1 < tokens.Count && tokens[i + 1].Is(AfterAs) ? 1
                : 0;
            if (begins > 0)
            {
                return ([.. tokens.Take(i)], Clean(message[tokens[i + begins - 1].End..]));
            }

            if (tokens[i] is { Kind: TokenKind.Pair } pair && pair.Text.StartsWith("reason=", StringComparison.OrdinalIgnoreCase))
            {
                return ([.. tokens.Take(i)], Clean(message[(pair.Start + "reason=".Length)..]));
            }
        }

        return (tokens, null);
    }

    /// <returns>The words alone, on one line, without the marks and quotation marks around them.</returns>
    public static string Clean(string text)
    {
        var clean = string.Join(' ', text.Split(['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries)).Trim(' ', ':', ',', ';', '-', '\u2013', '\u2014', '=');
        return clean.Length > 1 && (clean[0], clean[^1]) is ('"', '"') or ('\'', '\'') or ('\u201C', '\u201D') ? clean[1..^1].Trim() : clean;
    }
}
