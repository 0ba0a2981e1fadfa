using System.Globalization;
using System.Text;

namespace OpsAgent.Core.Text;

/// <summary>
/// What may be shown to people: no control character, none that turns the direction of text or hides in it, no half
/// of a surrogate pair. Each of them can make somebody read another text than the one that is stored, or break a line.
/// </summary>
public static class DisplayText
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <param name="text">Text from anywhere.</param>
    /// <param name="lines">Whether newlines and tabs may stand in it.</param>
    public static bool IsDisplayable(string text, bool lines = false)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done || !Shows(rune, lines))
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }

    /// <returns>The text with U+FFFD for each character that may not be shown.</returns>
    public static string Of(string text, bool lines = false)
    {
        if (IsDisplayable(text, lines))
        {
            return text;
        }

        var legible = new StringBuilder(text.Length);
        // A half pair is enumerated as U+FFFD.
        foreach (var rune in text.EnumerateRunes())
        {
            legible.Append((Shows(rune, lines) ? rune : Rune.ReplacementChar).ToString());
        }

        return legible.ToString();
    }

    private static bool Shows(Rune rune, bool lines) => rune.Value switch
    {
        '\n' or '\t' => lines,
        // Emoji and several scripts are written with them.
        ZeroWidthNonJoiner or ZeroWidthJoiner => true,
        _ => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator),
    };
}
