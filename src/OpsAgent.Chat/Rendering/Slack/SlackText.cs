using System.Text;

using OpsAgent.Core.Text;

namespace OpsAgent.Chat.Rendering.Slack;

/// <summary>
/// Text for Slack's mrkdwn in which nothing takes effect: no mention, no link of ours or theirs, no bold, code or quote.
/// Bare addresses and <c>:emoji:</c> are Slack's to leave alone: send it as <c>plain_text</c> with <c>emoji: false</c>, or
/// as <c>mrkdwn</c> with <c>verbatim: true</c>, and a message's own <c>text</c> with <c>mrkdwn: false</c>.
/// </summary>
public static class SlackText
{
    // Keeps @channel from being a mention wherever names are looked up; not seen by readers.
    private const char WordJoiner = '\u2060';

    /// <summary>
    /// For <c>plain_text</c>, and a message's own <c>text</c> with <c>mrkdwn: false</c>: Slack formats nothing there, so that
    /// any further escape would be seen.
    /// </summary>
    public static string Plain(string text) => DisplayText.Of(text.ReplaceLineEndings("\n"), lines: true)
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    public static string Escape(string text)
    {
        var clean = DisplayText.Of(text.ReplaceLineEndings("\n"), lines: true);
        var escaped = new StringBuilder(clean.Length + 16);
        for (var i = 0; i < clean.Length; i++)
        {
            var before = i == 0 ? '\n' : clean[i - 1];
            var after = i == clean.Length - 1 ? '\n' : clean[i + 1];
            Append(escaped, clean[i], startsLine: LineIsEmptyBefore(clean, i), startsWord: !char.IsLetterOrDigit(before) && !char.IsWhiteSpace(after));
        }

        return escaped.ToString();
    }

    // Slack has no escape for its formatting characters: where one could open a format, a look-alike stands for it. Inside
    // words, such as names with underscores, they open nothing and stay, so that names can be copied.
    private static void Append(StringBuilder escaped, char character, bool startsLine, bool startsWord) => _ = character switch
    {
        '&' => escaped.Append("&amp;"),
        '<' => escaped.Append("&lt;"),
        // Slack takes &gt; for a quote where a line begins with it.
        '>' => startsLine ? escaped.Append('\u203A') : escaped.Append("&gt;"),
        '`' => escaped.Append('\u02CB'),
        '*' when startsWord => escaped.Append('\u2217'),
        '_' when startsWord => escaped.Append('\u02CD'),
        '~' when startsWord => escaped.Append('\u223C'),
        '@' or '#' when startsWord => escaped.Append(character).Append(WordJoiner),
        _ => escaped.Append(character),
    };

    private static bool LineIsEmptyBefore(string text, int index)
    {
        while (index > 0 && text[index - 1] is ' ' or '\t' or '>')
        {
            index--;
        }

        return index == 0 || text[index - 1] == '\n';
    }
}
