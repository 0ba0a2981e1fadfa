using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>How far back to look, as people write it: <c>15m</c>, <c>6h</c>, <c>7d</c>.</summary>
public static partial class TimeWindow
{
    public static TimeSpan Parse(string text)
    {
        var count = int.Parse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture);
        return text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            _ => throw new FormatException($"\"{text}\" is not a time window."),
        };
    }

    /// <returns>The one of the allowed windows that lasts as long as what was written, as in <c>60m</c>, <c>1 hour</c> or <c>90 min</c>; null where none does.</returns>
    public static string? Find(string written, IReadOnlyList<string> allowed)
    {
        if (Written().Match(written) is not { Success: true, Groups: var part } || !int.TryParse(part["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return null;
        }

        var length = TimeSpan.FromMinutes((double)count * char.ToLowerInvariant(part["unit"].Value[0]) switch { 'm' => 1, 'h' => 60, _ => 1440 });
        return allowed.FirstOrDefault(a => Parse(a) == length);
    }

    public static string Describe(string text) => text[^1] switch
    {
        'm' => $"{text[..^1]} minutes",
        'h' => text == "1h" ? "hour" : $"{text[..^1]} hours",
        _ => text == "1d" ? "day" : $"{text[..^1]} days",
    };

    [GeneratedRegex("^(?<count>[0-9]{1,6}) ?(?<unit>m|mins?|minutes?|h|hrs?|hours?|d|days?)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Written();
}
