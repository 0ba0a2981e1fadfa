using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace OpsAgent.Core.Text;

/// <summary>
/// A text in which patterns are replaced. Its invisible characters can be taken out, so that a pattern sees what a reader sees,
/// and are put back where they stood; those inside of what a pattern replaces are lost with it.
/// </summary>
internal sealed class VisibleText
{
    // In order, each with the position in the visible text before which it stands.
    private List<(int At, string Character)> _hidden;
    private string _visible;

    private VisibleText(string visible, List<(int, string)> hidden) => (_visible, _hidden) = (visible, hidden);

    public static VisibleText Whole(string text) => new(text, []);

    /// <summary>Without its invisible characters, and without U+FFFD, which may stand for one.</summary>
    public static VisibleText Stripped(string text)
    {
        var visible = new StringBuilder(text.Length);
        var hidden = new List<(int, string)>();
        for (var i = 0; i < text.Length;)
        {
            var isWhole = Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length) is OperationStatus.Done;
            if (isWhole && !IsHidden(rune))
            {
                visible.Append(text, i, length);
            }
            else
            {
                hidden.Add((visible.Length, text.Substring(i, length)));
            }

            i += length;
        }

        return new VisibleText(visible.ToString(), hidden);
    }

    /// <returns>Whether <see cref="Stripped"/> takes anything out.</returns>
    public static bool HasHidden(string text) => text.AsSpan().ContainsAnyExceptInRange(' ', '~') && text.EnumerateRunes().Any(IsHidden);

    public string Visible => _visible;

    public bool ContainsAny(SearchValues<string> values) => _visible.AsSpan().ContainsAny(values);

    /// <param name="pattern">What is before its group <c>keep</c> ends stays.</param>
    /// <param name="isReplaced">Null for every match.</param>
    public void Replace(Regex pattern, string replacement, Func<Match, bool>? isReplaced = null)
    {
        var result = new StringBuilder();
        var hidden = new List<(int, string)>();
        var (end, next) = (0, 0);
        foreach (Match match in pattern.Matches(_visible))
        {
            if (isReplaced?.Invoke(match) is not false)
            {
                CopyTo(match.Index + match.Groups["keep"].Length);
                result.Append(replacement);
                end = match.Index + match.Length;
                for (; next < _hidden.Count && _hidden[next].At < end; next++)
                {
                }
            }
        }

        if (end > 0)
        {
            CopyTo(_visible.Length);
            (_visible, _hidden) = (result.ToString(), hidden);
        }

        void CopyTo(int position)
        {
            for (; next < _hidden.Count && _hidden[next].At <= position; next++)
            {
                hidden.Add((_hidden[next].At - end + result.Length, _hidden[next].Character));
            }

            result.Append(_visible, end, position - end);
        }
    }

    /// <returns>The text with its invisible characters.</returns>
    public override string ToString()
    {
        if (_hidden.Count == 0)
        {
            return _visible;
        }

        var result = new StringBuilder();
        var end = 0;
        foreach (var (at, character) in _hidden)
        {
            result.Append(_visible, end, at - end).Append(character);
            end = at;
        }

        return result.Append(_visible, end, _visible.Length - end).ToString();
    }

    // A lone surrogate is enumerated as U+FFFD.
    private static bool IsHidden(Rune rune) => rune == Rune.ReplacementChar || (rune.Value is not ('\n' or '\r' or '\t') && !DisplayText.IsVisible(rune));
}
