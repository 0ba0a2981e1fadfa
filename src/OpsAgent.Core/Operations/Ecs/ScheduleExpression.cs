using System.Globalization;

namespace OpsAgent.Core.Operations.Ecs;

/// <summary>Schedules as Application Auto Scaling writes them: <c>at(...)</c>, <c>rate(...)</c>, <c>cron(...)</c> with six fields.</summary>
internal static class ScheduleExpression
{
    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    /// <returns>
    /// Whether it can be due between the two times, and the first time, in UTC, where that can be told. What cannot be read counts as due.
    /// </returns>
    public static (bool Due, DateTimeOffset? At) FirstDue(string expression, string timeZone, DateTimeOffset from, DateTimeOffset to)
    {
        if (!expression.EndsWith(')') || expression.IndexOf('(', StringComparison.Ordinal) is var open && open < 0 || !TryZone(timeZone, out var zone))
        {
            return (true, null);
        }

        var inner = expression[(open + 1)..^1].Trim();
        return expression[..open] switch
        {
            "at" when DateTime.TryParse(inner, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) =>
                InUtc(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), zone) is var at && at >= from && at <= to ? (true, at) : (false, null),
            "cron" when inner.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: 6 } fields => FirstDue(fields, zone, from, to),
            _ => (true, null),
        };
    }

    private static (bool Due, DateTimeOffset? At) FirstDue(string[] fields, TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset to)
    {
        // Last, nearest weekday and nth weekday are rare and not worked out.
        if (fields[2].AsSpan().ContainsAny("LW") || fields[4].Contains('#', StringComparison.Ordinal) || (fields[4].EndsWith('L') && fields[4] != "JUL"))
        {
            return (true, null);
        }

        for (var time = new DateTimeOffset(from.UtcTicks - (from.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero); time <= to; time = time.AddMinutes(1))
        {
            var local = TimeZoneInfo.ConvertTime(time, zone);
            if (time >= from && Matches(fields[0], local.Minute, 0) && Matches(fields[1], local.Hour, 0) && Matches(fields[2], local.Day, 1)
                && Matches(fields[3], local.Month, 1, Months) && Matches(fields[4], (int)local.DayOfWeek + 1, 1, Days) && Matches(fields[5], local.Year, 1970))
            {
                return (true, time);
            }
        }

        return (false, null);
    }

    private static bool Matches(string field, int value, int first, string[]? names = null)
    {
        foreach (var part in field.Split(','))
        {
            var (range, step) = part.Split('/') is [var before, var after] && int.TryParse(after, CultureInfo.InvariantCulture, out var every) && every > 0 ? (before, every) : (part, 0);
            var ends = range.Split('-');
            var low = range is "*" or "?" ? first : NumberOf(ends[0], first, names);
            var high = range is "*" or "?" || (step > 0 && ends.Length == 1) ? int.MaxValue : NumberOf(ends[^1], first, names);
            var within = low <= high ? value >= low && value <= high : value >= low || value <= high;
            if (within && (step == 0 || (value - low) % step == 0))
            {
                return true;
            }
        }

        return false;
    }

    private static int NumberOf(string text, int first, string[]? names) =>
        names is not null && Array.FindIndex(names, n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is >= 0 and var index ? index + first
        : int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : int.MinValue;

    private static bool TryZone(string name, out TimeZoneInfo zone)
    {
        zone = TimeZoneInfo.Utc;
        return name is "UTC" or "Etc/UTC" || TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone!);
    }

    private static DateTimeOffset InUtc(DateTime local, TimeZoneInfo zone) => new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
}
