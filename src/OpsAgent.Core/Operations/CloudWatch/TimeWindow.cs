namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>How far back to look, as people write it: <c>15m</c>, <c>6h</c>, <c>7d</c>.</summary>
public static class TimeWindow
{
    public static TimeSpan Parse(string text)
    {
        var count = int.Parse(text.AsSpan(0, text.Length - 1), System.Globalization.CultureInfo.InvariantCulture);
        return text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            _ => throw new FormatException($"\"{text}\" is not a time window."),
        };
    }

    public static string Describe(string text) => text[^1] switch
    {
        'm' => $"{text[..^1]} minutes",
        'h' => text == "1h" ? "hour" : $"{text[..^1]} hours",
        _ => text == "1d" ? "day" : $"{text[..^1]} days",
    };
}
