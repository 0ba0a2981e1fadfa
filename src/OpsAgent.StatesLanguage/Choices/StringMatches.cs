namespace OpsAgent.StatesLanguage;

/// <summary>The operator StringMatches: <c>*</c> matches any characters, <c>\*</c> for an asterisk, <c>\\</c> for a backslash.</summary>
internal static class StringMatches
{
    public static bool IsMatch(string pattern, string text)
    {
        var parts = SplitAtWildcards(pattern);
        if (parts.Count == 1)
        {
            return text == parts[0];
        }

        var position = parts[0].Length;
        if (!text.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        for (var i = 1; i < parts.Count - 1; i++)
        {
            var index = text.IndexOf(parts[i], position, StringComparison.Ordinal);
            if (index < 0)
            {
                return false;
            }

            position = index + parts[i].Length;
        }

        return text.Length - position >= parts[^1].Length && text.EndsWith(parts[^1], StringComparison.Ordinal);
    }

    // The literal parts between the asterisks.
    private static List<string> SplitAtWildcards(string pattern)
    {
        var parts = new List<string>();
        var part = new System.Text.StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\' && i + 1 < pattern.Length && pattern[i + 1] is '*' or '\\')
            {
                part.Append(pattern[++i]);
            }
            else if (pattern[i] == '*')
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(pattern[i]);
            }
        }

        parts.Add(part.ToString());
        return parts;
    }
}
