using System.Globalization;
using System.Text;

namespace OpsAgent.Core.Text;

/// <summary>
/// Text that is safe to show: without control characters, characters that are invisible or change the text direction, and lone
/// surrogates. Each of them can make the displayed text differ from the stored one, or break a line.
/// </summary>
public static class DisplayText
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <param name="text">Untrusted text.</param>
    /// <param name="lines">Whether newlines and tabs are allowed.</param>
    public static bool IsDisplayable(string text, bool lines = false)
    {
        for (var remaining = text.AsSpan(); !remaining.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(remaining, out var rune, out var length) != System.Buffers.OperationStatus.Done || !IsDisplayable(rune, lines))
            {
                return false;
            }

            remaining = remaining[length..];
        }

        return true;
    }

    /// <returns>The text with U+FFFD in place of each character that is not allowed.</returns>
    public static string Of(string text, bool lines = false)
    {
        if (IsDisplayable(text, lines))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        // A lone surrogate is enumerated as U+FFFD.
        foreach (var rune in text.EnumerateRunes())
        {
            result.Append((IsDisplayable(rune, lines) ? rune : Rune.ReplacementChar).ToString());
        }

        return result.ToString();
    }

    private static bool IsDisplayable(Rune rune, bool lines) => rune.Value switch
    {
        '\n' or '\t' => lines,
        // Required by emoji and several scripts.
        ZeroWidthNonJoiner or ZeroWidthJoiner => true,
        _ => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator),
    };
}
