namespace OpsAgent.Deployment.Tests.Policies;

/// <summary>IAM's wildcards: <c>*</c> is any text, <c>?</c> any one character.</summary>
internal static class Pattern
{
    public static bool Matches(string pattern, string text, bool ignoreCase = false)
    {
        // Policy variables are not supported; as plain text they would match something else than in AWS.
        if (pattern.Contains("${", StringComparison.Ordinal))
        {
            throw new NotSupportedException($"Policy variables are not known here: {pattern}");
        }

        var (p, t, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, t);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || Same(pattern[p], text[t], ignoreCase)))
            {
                (p, t) = (p + 1, t + 1);
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].All(c => c == '*');
    }

    /// <summary>Matches each of the six parts of an ARN separately, so that no wildcard spans a colon before the resource.</summary>
    public static bool MatchesArn(string pattern, string arn)
    {
        var (patterns, parts) = (pattern.Split(':', 6), arn.Split(':', 6));
        return patterns.Length == 6 && parts.Length == 6 && patterns.Zip(parts).All(pair => Matches(pair.First, pair.Second));
    }

    private static bool Same(char one, char other, bool ignoreCase) =>
        ignoreCase ? char.ToLowerInvariant(one) == char.ToLowerInvariant(other) : one == other;
}
