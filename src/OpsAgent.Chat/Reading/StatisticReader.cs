using System.Text.RegularExpressions;

using OpsAgent.Core.Operations.CloudWatch;

namespace OpsAgent.Chat.Reading;

/// <summary>Reads which figure of a metric is meant: "p95", "the 99th percentile", "max".</summary>
internal static partial class StatisticReader
{
    public static string? StatisticOf(Message part) => StatisticsOf(part) is [var first, ..] ? first : null;

    // In CloudWatch's spelling, each once.
    public static List<string> StatisticsOf(Message part)
    {
        var found = new List<string>();
        for (var i = 0; i < part.Tokens.Count; i++)
        {
            if ((part.MentionOver(i) is not { Candidates.Count: > 0 }) && !(i > 0 && part.Tokens[i - 1].Has("negation")) && StatisticAt(part.Tokens, i) is { } statistic && !found.Contains(statistic))
            {
                found.Add(statistic);
            }
        }

        return found;
    }

    private static string? StatisticAt(IReadOnlyList<Token> tokens, int i)
    {
        var token = tokens[i];
        if (token.Kind is TokenKind.Pair)
        {
            return token.Pair is ("statistic" or "statistics" or "stat", var given) ? MetricStatistic.Parse(given) : null;
        }

        // "15 min" is a time.
        if (!(token.Is("ambiguous_unit") && i > 0 && (tokens[i - 1].Kind is TokenKind.Number or TokenKind.Time || tokens[i - 1].Is("per"))) && token.Terms.FirstOrDefault(t => t.StartsWith("statistic.", StringComparison.Ordinal)) is { } term)
        {
            return term["statistic.".Length..];
        }

        if (Percentile().Match(token.Lower) is { Success: true, Groups: var part } && (token.Lower.Contains('p', StringComparison.Ordinal) || (i + 1 < tokens.Count && tokens[i + 1].Has("percentile"))))
        {
            return MetricStatistic.Parse($"p{part["n"].Value}");
        }

        if (token.Kind is TokenKind.Number && i + 1 < tokens.Count && tokens[i + 1].Has("percentile"))
        {
            return MetricStatistic.Parse($"p{token.Text}");
        }

        if (token.Is("percentile_mark") && i + 1 < tokens.Count && tokens[i + 1].Kind is TokenKind.Number)
        {
            return MetricStatistic.Parse($"p{tokens[i + 1].Text}");
        }

        return token.Has("percentile") && i + 1 < tokens.Count && tokens[i + 1].Kind is TokenKind.Number ? MetricStatistic.Parse($"p{tokens[i + 1].Text}")
            : token.Kind is TokenKind.Name && token.Text.Any(char.IsAsciiDigit) ? MetricStatistic.Parse(token.Text)
            : null;
    }

    /// <returns>Whether it has the form of a percentile, such as there may not be: <c>p101</c>.</returns>
    public static bool HasForm(Token token) => Percentile().IsMatch(token.Lower);

    // "p95", "p99.9", "95th", "99p"
    [GeneratedRegex(@"^(?:p(?<n>[0-9]{1,3}(?:\.[0-9]{1,3})?)|(?<n>[0-9]{1,2}(?:\.[0-9]{1,3})?)(?:th|st|nd|rd|p))\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Percentile();
}
