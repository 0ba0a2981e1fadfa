using System.Text;

using OpsAgent.Core.Text;

namespace OpsAgent.Chat.Rendering.Teams;

/// <summary>
/// Text for an Adaptive Card's <c>TextBlock</c> in which nothing takes effect: no link, emphasis, list or code of its
/// Markdown, no <c>{{DATE()}}</c> of the card, no <c>&lt;at&gt;</c>. A <c>TextRun</c> of a <c>RichTextBlock</c> knows no
/// Markdown: there the text goes as <see cref="DisplayText.Of"/> gives it.
/// </summary>
public static class AdaptiveCardText
{
    // Markdown of the cards' renderers, and the braces of their functions.
    private const string Special = "\\`*_{}[]()<>~|!";

    public static string Escape(string text)
    {
        var clean = DisplayText.Of(text.ReplaceLineEndings("\n"), lines: true);
        var escaped = new StringBuilder(clean.Length + 16);
        foreach (var line in clean.Split('\n'))
        {
            if (escaped.Length > 0)
            {
                // One newline is a blank in Markdown; two are what every client breaks at.
                escaped.Append("\n\n");
            }

            AppendLine(escaped, line);
        }

        return escaped.ToString();
    }

    private static void AppendLine(StringBuilder escaped, string line)
    {
        // Four blanks or a tab at the beginning would be code.
        var content = line.TrimStart(' ', '\t');
        var marker = MarkerEnd(content);
        for (var i = 0; i < content.Length; i++)
        {
            _ = content[i] switch
            {
                '&' => escaped.Append("&amp;"),
                var c when i == marker || Special.Contains(c, StringComparison.Ordinal) => escaped.Append('\\').Append(c),
                var c => escaped.Append(c),
            };
        }
    }

    /// <returns>The index of the character that would make the line a list or a heading, or -1.</returns>
    private static int MarkerEnd(string line)
    {
        if (line is ['-' or '+' or '#' or '=', ..])
        {
            return 0;
        }

        var digits = line.TakeWhile(char.IsAsciiDigit).Count();
        return digits > 0 && digits < line.Length && line[digits] is '.' or ')' ? digits : -1;
    }
}
