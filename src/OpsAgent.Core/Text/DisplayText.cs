using System.Buffers;
using System.Globalization;
using System.Text;

namespace OpsAgent.Core.Text;

/// <summary>
/// Text that is safe to show: without control characters, characters that are invisible or change the text direction, fillers,
/// private use, and lone surrogates. Each of them can make the displayed text differ from the stored one, or break a line.
/// An invisible character stays where it changes what is seen:
/// <list type="table">
/// <item><term>joiner (U+200C, U+200D)</term><description>one, behind a letter of a script that joins or stacks; U+200D also between two pictographs</description></item>
/// <item><term>emoji selector (U+FE0E, U+FE0F)</term><description>one, behind a pictograph or in a keycap</description></item>
/// <item><term>tags (U+E0020 to U+E007F)</term><description>in the flags that Unicode lists</description></item>
/// </list>
/// </summary>
public static class DisplayText
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;
    private const int TextSelector = 0xFE0E;
    private const int EmojiSelector = 0xFE0F;
    private const int Keycap = 0x20E3;
    private const int BlackFlag = 0x1F3F4;

    // Unicode's names of those that come along when people copy from web pages, chats and word processors.
    private static readonly Dictionary<int, string> Names = new()
    {
        [0x00] = "NULL", [0x09] = "TAB", [0x0A] = "LINE FEED", [0x0D] = "CARRIAGE RETURN", [0x1B] = "ESCAPE", [0xAD] = "SOFT HYPHEN",
        [0x200B] = "ZERO WIDTH SPACE", [ZeroWidthNonJoiner] = "ZERO WIDTH NON-JOINER", [ZeroWidthJoiner] = "ZERO WIDTH JOINER",
        [0x200E] = "LEFT-TO-RIGHT MARK", [0x200F] = "RIGHT-TO-LEFT MARK", [0x2028] = "LINE SEPARATOR", [0x2029] = "PARAGRAPH SEPARATOR",
        [0x202A] = "LEFT-TO-RIGHT EMBEDDING", [0x202B] = "RIGHT-TO-LEFT EMBEDDING", [0x202C] = "POP DIRECTIONAL FORMATTING",
        [0x202D] = "LEFT-TO-RIGHT OVERRIDE", [0x202E] = "RIGHT-TO-LEFT OVERRIDE", [0x2060] = "WORD JOINER",
        [0x2066] = "LEFT-TO-RIGHT ISOLATE", [0x2067] = "RIGHT-TO-LEFT ISOLATE", [0x2068] = "FIRST STRONG ISOLATE", [0x2069] = "POP DIRECTIONAL ISOLATE",
        [0x3164] = "HANGUL FILLER", [TextSelector] = "VARIATION SELECTOR-15", [EmojiSelector] = "VARIATION SELECTOR-16", [0xFEFF] = "ZERO WIDTH NO-BREAK SPACE",
    };

    private static readonly string[] TagFlags = [.. UnicodeTables.TagFlags.Select(TagFlag)];

    /// <summary>What stands before a character, as far as it decides whether that one may follow.</summary>
    private enum Before
    {
        Other,
        JoiningLetter,
        KeycapBase,

        /// <summary>A selector or a joiner may follow.</summary>
        Pictograph,

        /// <summary>A pictograph with its selector or modifier: a joiner may follow.</summary>
        Emoji,
    }

    /// <param name="text">Untrusted text.</param>
    /// <param name="lines">Whether newlines and tabs are allowed.</param>
    public static bool IsDisplayable(string text, bool lines = false) => FirstProblem(text, lines) is null;

    /// <returns>Which character must go and where it stands, for whoever wrote the text; null if it is displayable.</returns>
    public static string? Problem(string text, bool lines = false)
    {
        if (FirstProblem(text, lines) is not { } at)
        {
            return null;
        }

        var code = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out _) is OperationStatus.Done ? rune.Value : text[at];
        var name = Names.GetValueOrDefault(code) is { } known ? $" {known}" : string.Empty;
        var ahead = text.AsSpan(0, at).TrimEnd();
        var shown = ahead.Length == 0 ? "at the start" : $"after \"{Of(Tail(ahead), lines)}\"";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"must not contain control, invisible or text-direction characters: character {new StringInfo(text[..at]).LengthInTextElements + 1}, {shown}, is U+{code:X4}{name}; take it out");
    }

    private static string Tail(ReadOnlySpan<char> text)
    {
        var start = Math.Max(0, text.Length - 12);
        return text[(start > 0 && char.IsLowSurrogate(text[start]) ? start + 1 : start)..].ToString();
    }

    private static int? FirstProblem(string text, bool lines)
    {
        var before = Before.Other;
        for (var at = 0; at < text.Length;)
        {
            var length = DisplayableLength(text.AsSpan(at), lines, ref before);
            if (length == 0)
            {
                return at;
            }

            at += length;
        }

        return null;
    }

    /// <returns>The text with U+FFFD in place of each character that is not allowed.</returns>
    public static string Of(string text, bool lines = false)
    {
        if (IsDisplayable(text, lines))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        var before = Before.Other;
        for (var remaining = text.AsSpan(); !remaining.IsEmpty;)
        {
            var length = DisplayableLength(remaining, lines, ref before);
            if (length > 0)
            {
                result.Append(remaining[..length]);
            }
            else
            {
                result.Append('\uFFFD');
                Rune.DecodeFromUtf16(remaining, out _, out length);
            }

            remaining = remaining[length..];
        }

        return result.ToString();
    }

    /// <returns>Whether there is something to read in the text, and not only space, punctuation and pictures.</returns>
    public static bool HasLetterOrDigit(string text) => text.EnumerateRunes().Any(rune => Rune.IsLetterOrDigit(rune) && IsVisible(rune));

    /// <returns>Whether the character is seen, or is space, wherever it stands.</returns>
    internal static bool IsVisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse)
        && !IsIn(UnicodeTables.Ignorable, rune);

    /// <returns>The UTF-16 units of the displayable character or flag at the start; 0 if it is not allowed there.</returns>
    private static int DisplayableLength(ReadOnlySpan<char> text, bool lines, ref Before before)
    {
        var behind = before;
        before = Before.Other;
        if (Rune.DecodeFromUtf16(text, out var rune, out var length) is not OperationStatus.Done)
        {
            return 0;
        }

        switch (rune.Value)
        {
            case '\n' or '\t':
                return lines ? length : 0;
            case ZeroWidthNonJoiner:
                return behind is Before.JoiningLetter ? length : 0;
            case ZeroWidthJoiner:
                return behind is Before.JoiningLetter || (behind is Before.Pictograph or Before.Emoji && IsIn(UnicodeTables.Pictographic, FirstRune(text[length..]))) ? length : 0;
            case TextSelector or EmojiSelector:
                before = behind is Before.Pictograph ? Before.Emoji : Before.Other;
                return behind is Before.Pictograph || (behind is Before.KeycapBase && FirstRune(text[length..]).Value == Keycap) ? length : 0;
            case BlackFlag when TagFlagAt(text) is { } flag:
                before = Before.Emoji;
                return flag.Length;
            case < 0x80:
                before = rune.Value is '#' or '*' or (>= '0' and <= '9') ? Before.KeycapBase : Before.Other;
                return Rune.IsControl(rune) ? 0 : length;
        }

        before = IsIn(UnicodeTables.Pictographic, rune) ? Before.Pictograph
            : IsIn(UnicodeTables.EmojiModifier, rune) ? Before.Emoji
            : IsIn(UnicodeTables.JoiningScript, rune) || (behind is Before.JoiningLetter && IsMark(rune)) ? Before.JoiningLetter
            : Before.Other;
        return IsVisible(rune) ? length : 0;
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static Rune FirstRune(ReadOnlySpan<char> text) => Rune.DecodeFromUtf16(text, out var rune, out _) is OperationStatus.Done ? rune : default;

    private static string? TagFlagAt(ReadOnlySpan<char> text)
    {
        foreach (var flag in TagFlags)
        {
            if (text.StartsWith(flag, StringComparison.Ordinal))
            {
                return flag;
            }
        }

        return null;
    }

    private static string TagFlag(string region) =>
        string.Concat([char.ConvertFromUtf32(BlackFlag), .. region.Select(c => char.ConvertFromUtf32(0xE0000 + c)), char.ConvertFromUtf32(0xE007F)]);

    private static bool IsIn((int First, int Last)[] ranges, Rune rune)
    {
        var (low, high) = (0, ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (rune.Value < ranges[middle].First)
            {
                high = middle - 1;
            }
            else if (rune.Value > ranges[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }
}
