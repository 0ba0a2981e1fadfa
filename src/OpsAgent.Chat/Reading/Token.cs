using System.Collections.Frozen;

namespace OpsAgent.Chat.Reading;

/// <summary>A word, or a few that mean one thing together.</summary>
/// <param name="Text">As it was typed.</param>
/// <param name="Start">The index of its first character in the message.</param>
/// <param name="End">The index behind its last character.</param>
/// <param name="Terms">What it means: the members of "words" in the language file that have it; misspelt words count.</param>
/// <param name="Grammar">What part it can have in a sentence: the members of "grammar" in the language file that have it.</param>
internal sealed record Token(TokenKind Kind, string Text, int Start, int End, FrozenSet<string> Terms, FrozenSet<string> Grammar)
{
    /// <summary>What the terms of topics begin with.</summary>
    public const string TopicPrefix = "topic.";

    public string Lower { get; } = Text.ToLowerInvariant();

    /// <returns>Whether it has one of these meanings.</returns>
    public bool Has(params ReadOnlySpan<string> terms)
    {
        foreach (var term in terms)
        {
            if (Terms.Contains(term))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether it is a word for a value over time, such as cpu.</summary>
    public bool IsTopic { get; } = Terms.Any(t => t.StartsWith(TopicPrefix, StringComparison.Ordinal));

    /// <summary>Whether some operation is asked for with it.</summary>
    public bool IsVerb { get; } = Terms.Any(t => t.StartsWith("verb.", StringComparison.Ordinal));

    /// <returns>Whether it can have this part in a sentence.</returns>
    public bool Is(string part) => Grammar.Contains(part);

    // "instanceIds", "instance-ids", "INSTANCE_ID" are one.
    private static string KeyOf(string text)
    {
        var key = string.Concat(text.Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) && char.IsAsciiLetterLower(text[i - 1]) ? $"_{c}" : c is '-' ? "_" : c.ToString())).ToLowerInvariant();
        return key.EndsWith("_ids", StringComparison.Ordinal) ? key[..^1] : key;
    }

    /// <summary>The key and the value of a <see cref="TokenKind.Pair"/>; the key as parameters are spelt: <c>desired_count</c>.</summary>
    public (string Key, string Value) Pair
    {
        get
        {
            var at = Text.IndexOfAny(['=', ' ']);
            return (KeyOf(Text[..at].TrimStart('-')), Text[(at + 1)..].Trim('"', '\'').TrimEnd('.', ','));
        }
    }
}
