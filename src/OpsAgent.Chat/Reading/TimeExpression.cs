using System.Globalization;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;

namespace OpsAgent.Chat.Reading;

/// <summary>How far back a question goes.</summary>
internal static class TimeExpression
{
    /// <returns>The time that the message names, or null.</returns>
    public static TimeSpan? In(IReadOnlyList<Token> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var next = i + 1 < tokens.Count ? tokens[i + 1].Text.ToLowerInvariant() : string.Empty;
            var found = tokens[i] switch
            {
                { Kind: TokenKind.Duration } => Parse(tokens[i].Text),
                { Kind: TokenKind.Number } when Unit(next) is { } unit && int.TryParse(tokens[i].Text, CultureInfo.InvariantCulture, out var count) && count is > 0 and < 10_000 => unit * count,
                _ when tokens[i].Is("last", "past", "previous", "this") && Unit(next) is { } one => one,
                _ when tokens[i].Is("last") && next == "night" => TimeSpan.FromHours(12),
                _ when tokens[i].Is("overnight", "tonight") || (tokens[i].Is("this") && next is "morning" or "afternoon" or "evening") => TimeSpan.FromHours(12),
                _ when tokens[i].Is("today") => TimeSpan.FromHours(24),
                _ when tokens[i].Is("yesterday") => TimeSpan.FromHours(48),
                _ => (TimeSpan?)null,
            };
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    /// <returns>The operation's shortest window that holds the time, or its longest.</returns>
    public static string? WindowFor(Operation operation, TimeSpan time)
    {
        var windows = (operation.Parameters.All.FirstOrDefault(p => p.Name == "time_window") as ChoiceParameter)?.Allowed;
        return windows?.FirstOrDefault(w => TimeWindow.Parse(w) >= time) ?? windows?[^1];
    }

    private static TimeSpan? Parse(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        return Unit(text[digits..].ToLowerInvariant()) * int.Parse(text.AsSpan(0, digits), CultureInfo.InvariantCulture);
    }

    private static TimeSpan? Unit(string word) => word switch
    {
        "m" or "min" or "mins" or "minute" or "minutes" => TimeSpan.FromMinutes(1),
        "h" or "hr" or "hrs" or "hour" or "hours" => TimeSpan.FromHours(1),
        "d" or "day" or "days" => TimeSpan.FromDays(1),
        "w" or "week" or "weeks" => TimeSpan.FromDays(7),
        _ => null,
    };
}
