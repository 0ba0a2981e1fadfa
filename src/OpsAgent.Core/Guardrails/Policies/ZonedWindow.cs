using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

using NodaTime;
using NodaTime.TimeZones;

namespace OpsAgent.Core.Guardrails.Policies;

/// <summary>
/// A <see cref="RuleWindow"/> that is read: once or weekly, in its zone. A time that the clocks skip or show twice is read with the
/// offset before the turn and with that after it: a window begins at the earlier of the two and ends at the later.
/// </summary>
internal sealed class ZonedWindow
{
    private const string OnceFormat = "yyyy-MM-dd'T'HH:mm";

    private static readonly ImmutableArray<string> DayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    private static readonly TzdbDateTimeZoneSource Zones = TzdbDateTimeZoneSource.Default;

    private readonly DateTimeZone _zone;

    // Once: the two moments. Weekly: the times of the day and the days on which it begins.
    private readonly (Instant From, Instant To)? _once;
    private readonly (LocalTime From, LocalTime To, ImmutableArray<IsoDayOfWeek> Days) _weekly;

    private ZonedWindow(DateTimeZone zone, LocalDateTime from, LocalDateTime to) => (_zone, _once) = (zone, (Earliest(zone, from), Latest(zone, to)));

    private ZonedWindow(DateTimeZone zone, LocalTime from, LocalTime to, ImmutableArray<IsoDayOfWeek> days) => (_zone, _weekly) = (zone, (from, to, days));

    /// <exception cref="ArgumentException">It cannot be read: no policy that was parsed has such a window.</exception>
    public static ZonedWindow Of(RuleWindow window) => TryRead(window, out var read, out var problem) ? read : throw new ArgumentException($"The window {problem}.", nameof(window));

    /// <param name="problem">What to write instead.</param>
    public static bool TryRead(RuleWindow window, [NotNullWhen(true)] out ZonedWindow? read, [NotNullWhen(false)] out string? problem)
    {
        read = null;
        problem = null;
        var zone = Zones.GetIds().Contains(window.Zone) ? DateTimeZoneProviders.Tzdb[window.Zone] : null;
        var days = (window.Days ?? DayNames).Select(d => (IsoDayOfWeek)(DayNames.IndexOf(d) + 1)).ToImmutableArray();
        if (zone is null)
        {
            var meant = Zones.GetIds().FirstOrDefault(i => string.Equals(i, window.Zone, StringComparison.OrdinalIgnoreCase));
            problem = $"has a zone that is no name of the IANA time zone database; write {(meant is null ? "one such as Europe/Berlin or UTC" : meant)}";
        }
        else if (days.IsEmpty || days.Contains(IsoDayOfWeek.None))
        {
            problem = $"has days that are none; write some of {string.Join(", ", DayNames)}";
        }
        else if (TryDaily(window.From, out var from) && TryDaily(window.To, out var to))
        {
            read = new ZonedWindow(zone, from, to, days);
        }
        else if (!TryOnce(window.From, out var start) || !TryOnce(window.To, out var end))
        {
            problem = "has times that are none; write both as 18:00, or both with a date of the calendar as 2026-12-23T18:00";
        }
        else if (window.Days is not null)
        {
            problem = "has dates and days; days are for a weekly window, so leave them out or write times without dates";
        }
        else if (start >= end)
        {
            problem = "ends before it begins; write a from that is before to";
        }
        else
        {
            read = new ZonedWindow(zone, start, end);
        }

        return read is not null;
    }

    public bool Contains(DateTimeOffset moment)
    {
        var now = Instant.FromDateTimeOffset(moment);
        if (_once is var (from, to))
        {
            return from <= now && now < to;
        }

        // By its longer reading a window that begins tomorrow may have begun, and one of the day before yesterday last.
        var today = now.InZone(_zone).Date;
        return Enumerable.Range(-2, 4).Select(today.PlusDays).Any(day => BeginsOn(day)
            && Earliest(_zone, day + _weekly.From) <= now
            && now < Latest(_zone, day.PlusDays(_weekly.To <= _weekly.From ? 1 : 0) + _weekly.To));
    }

    // A day that the zone skipped, as Samoa did, begins no window.
    private bool BeginsOn(LocalDate day) =>
        _weekly.Days.Contains(day.DayOfWeek) && _zone.MapLocal(day.AtMidnight()).Count + _zone.MapLocal(day + LocalTime.MaxValue).Count > 0;

    private static Instant Earliest(DateTimeZone zone, LocalDateTime time) => Instant.Min(Readings(zone, time).Before, Readings(zone, time).After);

    private static Instant Latest(DateTimeZone zone, LocalDateTime time) => Instant.Max(Readings(zone, time).Before, Readings(zone, time).After);

    private static (Instant Before, Instant After) Readings(DateTimeZone zone, LocalDateTime time)
    {
        var mapping = zone.MapLocal(time);
        return (time.WithOffset(mapping.EarlyInterval.WallOffset).ToInstant(), time.WithOffset(mapping.LateInterval.WallOffset).ToInstant());
    }

    private static bool TryDaily(string text, out LocalTime time)
    {
        var isTime = TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read);
        time = new LocalTime(read.Hour, read.Minute);
        return isTime;
    }

    private static bool TryOnce(string text, out LocalDateTime time)
    {
        var isTime = DateTime.TryParseExact(text, OnceFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read);
        time = LocalDateTime.FromDateTime(read);
        return isTime;
    }
}
