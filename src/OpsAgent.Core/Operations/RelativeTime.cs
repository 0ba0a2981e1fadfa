using System.Globalization;

namespace OpsAgent.Core.Operations;

/// <summary>How a summary names a past moment: clock time first, so that two answers can be compared, then the age.</summary>
internal static class RelativeTime
{
    public static string Describe(DateTimeOffset moment, DateTimeOffset now)
    {
        var clock = moment.UtcDateTime.ToString(moment.UtcDateTime.Date == now.UtcDateTime.Date ? "HH:mm" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return $"{clock} UTC ({Age(now - moment)})";
    }

    private static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => "just now",
        { TotalMinutes: < 120 } => Count((int)age.TotalMinutes, "minute"),
        { TotalHours: < 48 } => Count((int)age.TotalHours, "hour"),
        _ => Count((int)age.TotalDays, "day"),
    };

    private static string Count(int n, string noun) => n == 1 ? $"1 {noun} ago" : $"{n} {noun}s ago";
}
