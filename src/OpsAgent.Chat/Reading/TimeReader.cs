using System.Globalization;
using System.Text.RegularExpressions;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.Parameters;

namespace OpsAgent.Chat.Reading;

/// <summary>A time that a question is about.</summary>
/// <param name="From">Its beginning.</param>
/// <param name="To">Its end; null where it reaches until now.</param>
/// <param name="Length">How long it is where it was said so, as in "the last 15 minutes"; else null.</param>
/// <param name="First">The first of the tokens that say it.</param>
/// <param name="Count">How many they are.</param>
internal sealed record TimeRange(DateTimeOffset From, DateTimeOffset? To, TimeSpan? Length, int First, int Count);

/// <summary>Reads times as people say them, in their time zone.</summary>
internal sealed partial class TimeReader(Language language)
{
    // How far around a moment that was named one looks.
    private static readonly TimeSpan Around = TimeSpan.FromMinutes(30);

    /// <returns>The first time that is said, or null.</returns>
    public TimeRange? Read(IReadOnlyList<Token> tokens, DateTimeOffset now, TimeZoneInfo zone)
    {
        for (var i = 1; i < tokens.Count; i++)
        {
            if (language.Zones.TryGetValue(tokens[i].Lower, out var offset) && (tokens[i - 1].Kind is TokenKind.Time or TokenKind.Number || tokens[i - 1].Has("time.am", "time.pm")))
            {
                zone = TimeZoneInfo.CreateCustomTimeZone(tokens[i].Text.ToUpperInvariant(), offset, null, null);
            }
        }

        // "--start-time X --end-time Y"
        if (Given(tokens, "start_time") is { } given)
        {
            return new TimeRange(given, Given(tokens, "end_time"), null, 0, 0);
        }

        // What begins with "last", "since" and their like first: "every 5 minutes" is no time that is asked for.
        var clock = new Clock(language, tokens, now, zone);
        var found = Enumerable.Range(0, tokens.Count).Select(i => (Index: i, Range: clock.RangeAt(i))).Where(f => f.Range is { } range && range.From < now && !(f.Index > 0 && tokens[f.Index - 1].Is("every"))).ToList();
        var whole = found.Where(f => f.Range!.To is not null && (f.Range.Count > 2 || tokens[f.Index].Text.Split('-').Length == 2) && !(f.Index > 0 && tokens[f.Index - 1].Has("time.since"))).OrderByDescending(f => f.Range!.Count).Select(f => f.Range).FirstOrDefault();
        var range = whole ?? (found.Find(f => tokens[f.Index].Terms.Any(t => t.StartsWith("time.", StringComparison.Ordinal))).Range ?? found.FirstOrDefault().Range);
        return range is null ? null : range with { To = range.To > now ? null : range.To };
    }

    /// <returns>What "since then" begins with: the moment that was named, or the beginning of the time.</returns>
    public static DateTimeOffset MomentOf(TimeRange range) => range is { Length: null, To: { } end } && end - range.From == 2 * Around ? range.From + Around : range.From;

    /// <returns>The parameters that ask an operation for this time, and what to say where it cannot show exactly that.</returns>
    public static (IReadOnlyList<KeyValuePair<string, string>> Parameters, string? Note) ParametersFor(Operation operation, TimeRange range, DateTimeOffset now)
    {
        var windows = (operation.Parameters.All.FirstOrDefault(p => p.Name == "time_window") as ChoiceParameter)?.Allowed ?? [];
        if (range is { Length: { } length, To: null } && windows.FirstOrDefault(w => TimeWindow.Parse(w) == length) is { } exact)
        {
            return ([new("time_window", exact)], null);
        }

        if (operation.Parameters.All.Any(p => p.Name == "start_time"))
        {
            List<KeyValuePair<string, string>> absolute = [new("start_time", Stamp(range.From))];
            if (range.To is { } end)
            {
                absolute.Add(new("end_time", Stamp(end)));
            }

            return (absolute, null);
        }

        if (windows.Count == 0)
        {
            return ([], null);
        }

        var window = windows.FirstOrDefault(w => TimeWindow.Parse(w) >= now - range.From) ?? windows[^1];
        return ([new("time_window", window)], $"It shows the last {TimeWindow.Describe(window)}, which is the nearest that it has.");
    }

    private static DateTimeOffset? Given(IReadOnlyList<Token> tokens, string key) =>
        tokens.FirstOrDefault(t => t.Kind is TokenKind.Pair && t.Pair.Key == key) is { } pair && DateTimeOffset.TryParse(pair.Pair.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<hour>[0-9]{1,2})(?:[:h](?<minute>[0-9]{2})(?::[0-9]{2})?|h)?(?<zone>Z)?(?<half>am|pm|a|p)?\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex TimeOfDay();

    [GeneratedRegex(@"^(?<day>[0-9]{1,2})(?:st|nd|rd|th)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"(?<count>[0-9]{1,4})(?<unit>[A-Za-z]+)", RegexOptions.CultureInvariant)]
    private static partial Regex DurationPart();

    /// <summary>One message's times.</summary>
    private sealed class Clock(Language language, IReadOnlyList<Token> tokens, DateTimeOffset now, TimeZoneInfo zone)
    {
        private readonly DateTimeOffset _now = TimeZoneInfo.ConvertTime(now, zone);

        public TimeRange? RangeAt(int at) => Span(at) ?? Between(at) ?? Pair(at) ?? Since(at) ?? Last(at) ?? Day(at) ?? Moment(at);

        // "10:00-11:00"
        private TimeRange? Span(int at) =>
            tokens[at] is { Kind: TokenKind.Time, Text: var text } && text.Split('-') is [var from, var to] && TimeAt(to) is { } end && TimeAt(from.All(char.IsAsciiDigit) && to[^1] is 'm' ? from + to[^2..] : from) is { } start
                ? Days(at + 1) is { } day ? Of(day.Date + start, day.Date + end, at, 1 + day.Count) : OfToday(start, end, at, 1)
                : null;

        // "between 10:00 and 11:00", "from 2pm to 4pm yesterday"
        private TimeRange? Between(int at)
        {
            if (!tokens[at].Has("time.between") || Dated(at + 1) is not { } from || at + 1 + from.Count is var and && (and >= tokens.Count || !tokens[and].Has("time.and", "time.until")) || Dated(and + 1) is not { } to)
            {
                return null;
            }

            var (next, start, end) = (and + 1 + to.Count, from, to);

            // "Between 2 and 4pm": both halves of the day are the last's.
            if (!start.HasHalf && end.HasHalf && start.At.Hour < 12 && end.At.Hour >= 12 && start.At.Hour + 12 <= end.At.Hour)
            {
                start = start with { At = start.At.AddHours(12) };
            }

            if (Days(next) is { } day && start.IsTimeOfDay && end.IsTimeOfDay)
            {
                return Of(day.Date + start.At.TimeOfDay, day.Date + end.At.TimeOfDay, at, next + day.Count - at);
            }

            // Times of day to come were yesterday's.
            return start.IsTimeOfDay && end.IsTimeOfDay ? OfToday(start.At.TimeOfDay, end.At.TimeOfDay, at, next - at)
                : start.At < end.At ? new TimeRange(start.At, end.At, null, at, next - at) : null;
        }

        // "11:20 to 11:50"
        private TimeRange? Pair(int at) => tokens[at].Kind is TokenKind.Time && Point(at) is { IsTimeOfDay: false } start && at + start.Count is var until && until + 1 < tokens.Count && tokens[until].Has("time.and") && Point(until + 1) is { IsTimeOfDay: false } end && start.At < end.At
            ? new TimeRange(start.At, end.At, null, at, until + 1 + end.Count - at)
            : tokens[at].Kind is TokenKind.Time && Point(at) is { IsTimeOfDay: true } from && at + from.Count is var and && and + 1 < tokens.Count && tokens[and].Has("time.and") && Point(and + 1) is { IsTimeOfDay: true } to
            ? Days(and + 1 + to.Count) is { } day ? Of(day.Date + from.At.TimeOfDay, day.Date + to.At.TimeOfDay, at, and + 1 + to.Count + day.Count - at) : OfToday(from.At.TimeOfDay, to.At.TimeOfDay, at, and + 1 + to.Count - at)
            : null;

        // "since 3am", "since monday", "since two hours", "after 14:00"
        private TimeRange? Since(int at)
        {
            if (!tokens[at].Has("time.since"))
            {
                return null;
            }

            if (Length(at + 1) is { } length)
            {
                var ago = at + 1 + length.Count < tokens.Count && tokens[at + 1 + length.Count].Has("time.ago") ? 1 : 0;
                return new TimeRange(_now - length.Span, null, length.Span, at, 1 + length.Count + ago);
            }

            if (Point(at + 1) is { } point)
            {
                var start = point.At;
                var count = point.Count;
                if (point.IsTimeOfDay && Days(at + 1 + count) is { } day)
                {
                    (start, count) = (InZone(day.Date + point.At.TimeOfDay), count + day.Count);
                }

                return new TimeRange(start > _now ? start.AddDays(-1) : start, null, null, at, 1 + count);
            }

            if (Days(at + 1) is { } since && at + 1 + since.Count < tokens.Count && Point(at + 1 + since.Count + (tokens[at + 1 + since.Count].Has("time.at") ? 1 : 0)) is { IsTimeOfDay: true } time && tokens[at + 1 + since.Count].Kind is TokenKind.Time or TokenKind.Word)
            {
                return new TimeRange(InZone(since.Date + time.At.TimeOfDay), null, null, at, 1 + since.Count + time.Count + (tokens[at + 1 + since.Count].Has("time.at") ? 1 : 0));
            }

            return Days(at + 1) is { } from && from.Date <= _now.Date ? new TimeRange(InZone(from.Date + from.From), null, null, at, 1 + from.Count) : null;
        }

        // "the last 15 minutes", "past hour", "15m", "2 hours ago"
        private TimeRange? Last(int at)
        {
            if (tokens[at].Has("time.last", "time.this") && at + 1 < tokens.Count && language.Units.TryGetValue(tokens[at + 1].Lower, out var one))
            {
                return new TimeRange(_now - one, null, one, at, 2);
            }

            if (tokens[at].Has("time.last") && at + 2 < tokens.Count && tokens[at + 1].Is("few") && language.Units.TryGetValue(tokens[at + 2].Is("of") && at + 3 < tokens.Count ? tokens[at + 3].Lower : tokens[at + 2].Lower, out var few))
            {
                return new TimeRange(_now - (few * 3), null, few * 3, at, 3);
            }

            return Length(tokens[at].Has("time.last") ? at + 1 : at) is { } length
                ? new TimeRange(_now - length.Span, null, length.Span, at, length.Count + (tokens[at].Has("time.last") ? 1 : 0))
                : null;
        }

        // "yesterday", "this afternoon", "on monday", "26 November"
        private TimeRange? Day(int at)
        {
            if (tokens[at].Has("time.overnight"))
            {
                if (at + 1 < tokens.Count && (Between(at + 1) ?? Span(at + 1) ?? Pair(at + 1)) is { } hours)
                {
                    return hours with { First = at, Count = hours.Count + 1 };
                }

                var night = _now.Hour < 12 ? _now.Date.AddDays(-1) : _now.Date.AddDays(-1);
                return Of(night.AddHours(18), night.AddHours(30), at, 1);
            }

            var skip = tokens[at].Has("time.on", "time.at") ? 1 : 0;
            if (Days(at + skip) is { } day && (skip == 0 || day.Count > 0))
            {
                // "Yesterday at 14:00", "yesterday around 3am".
                var next = at + skip + day.Count;
                if (next < tokens.Count && (Between(next) ?? Span(next) ?? Pair(next)) is { } within)
                {
                    return Of(day.Date + TimeZoneInfo.ConvertTime(within.From, zone).TimeOfDay, day.Date + TimeZoneInfo.ConvertTime(within.To!.Value, zone).TimeOfDay, at, next + within.Count - at);
                }

                if (next < tokens.Count && tokens[next].Has("time.at") && Point(next + 1) is { IsTimeOfDay: true } around)
                {
                    var moment = InZone(day.Date + around.At.TimeOfDay);
                    return new TimeRange(moment - Around, moment + Around, null, at, next + 1 + around.Count - at);
                }

                return Of(day.Date + day.From, day.Date + day.To, at, skip + day.Count);
            }

            return null;
        }

        // "at 14:05", "around 3am"; a bare number is no time.
        private TimeRange? Moment(int at)
        {
            var skip = tokens[at].Has("time.at") ? 1 : 0;
            if (Point(at + skip) is not { } point || (skip == 0 && tokens[at].Kind is not TokenKind.Time))
            {
                return null;
            }

            var moment = point.IsTimeOfDay && Days(at + skip + point.Count) is { } day ? InZone(day.Date + point.At.TimeOfDay) : point.At > _now ? point.At.AddDays(-1) : point.At;
            return new TimeRange(moment - Around, moment + Around, null, at, skip + point.Count);
        }

        // "16:30 UTC on 2026-11-24"
        private (DateTimeOffset At, bool IsTimeOfDay, bool HasHalf, int Count)? Dated(int at) =>
            Point(at) is not { } point ? null
            : point.IsTimeOfDay && at + point.Count + 1 < tokens.Count && tokens[at + point.Count].Has("time.on") && Days(at + point.Count + 1) is { } day
                ? (InZone(day.Date + point.At.TimeOfDay), false, point.HasHalf, point.Count + 1 + day.Count)
                : point;

        private TimeRange? Of(DateTime from, DateTime to, int first, int count) => from < to ? new TimeRange(InZone(from), InZone(to, isEnd: true), null, first, count) : null;

        private TimeRange? OfToday(TimeSpan from, TimeSpan to, int first, int count)
        {
            var day = InZone(_now.Date + from) > _now ? _now.Date.AddDays(-1) : _now.Date;
            return Of(day + from, day + (to <= from ? to + TimeSpan.FromDays(1) : to), first, count);
        }

        private (DateTimeOffset At, bool IsTimeOfDay, bool HasHalf, int Count)? Point(int at)
        {
            if (at >= tokens.Count)
            {
                return null;
            }

            var token = tokens[at];
            if (token.Is("around") && at + 1 < tokens.Count && Point(at + 1) is { } behind)
            {
                return behind with { Count = behind.Count + 1 };
            }

            if (token.Kind is TokenKind.Time && token.Text.Length > 10 && DateTimeOffset.TryParse(token.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out _))
            {
                var hasZone = token.Text[^1] is 'Z' or 'z' || token.Text.AsSpan(10).ContainsAny('+', '-');
                var moment = DateTimeOffset.Parse(token.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
                return (hasZone ? moment : InZone(moment.UtcDateTime), false, false, 1);
            }

            // "Half past nine", "quarter to three", "ten past 2"
            if (at + 2 < tokens.Count && (tokens[at + 1].Is("past_hour") || tokens[at + 1].Is("to_hour")) && HourAt(tokens[at + 2]) is { } hour
                && (token.Is("clock_half") ? 30 : token.Is("clock_quarter") ? 15 : language.Numbers.GetValueOrDefault(token.Lower, 0)) is > 0 and < 60 and var minutes)
            {
                return (InZone(_now.Date + TimeSpan.FromHours(hour) + TimeSpan.FromMinutes(tokens[at + 1].Is("past_hour") ? minutes : -minutes)), true, false, 3);
            }

            if (language.DayParts.TryGetValue(token.Lower, out var part))
            {
                return (InZone(_now.Date + part), true, true, 1);
            }

            // "From 13.30 till 14.15"
            var written = token.Kind is TokenKind.Number && token.Text.Length is 4 or 5 && token.Text[^3] == '.' ? token.Text.Replace('.', ':') : token.Text;
            if (token.Kind is not (TokenKind.Time or TokenKind.Number) || TimeAt(written) is not { } time)
            {
                return null;
            }

            var next = at + 1 < tokens.Count ? tokens[at + 1] : null;
            if (next is not null && next.Has("time.am", "time.pm"))
            {
                var hours = (next.Has("time.pm") ? 12 : 0) + (time.Hours % 12);
                return (InZone(_now.Date + new TimeSpan(next.Is("oclock") || time.Hours > 12 ? time.Hours : hours, time.Minutes, 0)), true, true, 2);
            }

            // "since 5 minutes", "since 3 tasks": a number alone is an hour only where no noun follows.
            if (token.Kind is TokenKind.Number && next is { Kind: TokenKind.Word } && !next.Has("time.and", "time.today", "time.yesterday", "time.now", "filler", "time.on", "because") && !language.Zones.ContainsKey(next.Lower))
            {
                return null;
            }

            var isUtc = token.Text[^1] is 'Z' or 'z';
            var at24 = isUtc ? TimeZoneInfo.ConvertTime(new DateTimeOffset(_now.UtcDateTime.Date + time, TimeSpan.Zero), zone) : InZone(_now.Date + time);
            return (at24, true, token.Text[^1] is 'm' or 'M' || token.Text.Contains(':', StringComparison.Ordinal), 1 + (next is not null && language.Zones.ContainsKey(next.Lower) ? 1 : 0));
        }

        private int? HourAt(Token token) =>
            token.Kind is TokenKind.Number && int.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 24 ? number
            : language.Numbers.TryGetValue(token.Lower, out var word) && word is > 0 and <= 12 ? word
            : null;

        private static TimeSpan? TimeAt(string text)
        {
            if (TimeOfDay().Match(text) is not { Success: true, Groups: var part })
            {
                return null;
            }

            var (hour, minute) = (int.Parse(part["hour"].ValueSpan, CultureInfo.InvariantCulture), part["minute"].Success ? int.Parse(part["minute"].ValueSpan, CultureInfo.InvariantCulture) : 0);
            if (part["half"].Success)
            {
                hour = (hour % 12) + (part["half"].Value[0] is 'p' or 'P' ? 12 : 0);
            }

            return hour < 25 && minute < 60 ? new TimeSpan(hour, minute, 0) : null;
        }

        // A day or a part of one: from and to count from its midnight.
        private (DateTime Date, TimeSpan From, TimeSpan To, int Count)? Days(int at)
        {
            if (at >= tokens.Count)
            {
                return null;
            }

            var token = tokens[at];
            var next = at + 1 < tokens.Count ? tokens[at + 1] : null;
            if (token.Has("time.this", "time.last", "time.yesterday", "time.today") && next is not null && language.Spans.TryGetValue(next.Lower, out var span))
            {
                var day = token.Has("time.this", "time.today") ? _now.Date : _now.Date.AddDays(-1);
                return (day, TimeSpan.FromHours(span.From), TimeSpan.FromHours(span.To), 2);
            }

            if (token.Has("time.overnight"))
            {
                return (_now.Date.AddDays(-1), TimeSpan.FromHours(18), TimeSpan.FromHours(30), 1);
            }

            if (token.Has("time.today", "time.tonight"))
            {
                return (_now.Date, TimeSpan.FromHours(token.Has("time.tonight") ? 18 : 0), TimeSpan.FromHours(24), 1);
            }

            if (token.Has("time.daybefore"))
            {
                return (_now.Date.AddDays(-2), TimeSpan.Zero, TimeSpan.FromHours(24), 1);
            }

            if (token.Has("time.yesterday"))
            {
                return (_now.Date.AddDays(-1), TimeSpan.Zero, TimeSpan.FromHours(24), 1);
            }

            var skip = token.Has("time.last", "time.on", "time.this") || token.Is("article") ? 1 : 0;
            if (at + skip < tokens.Count && language.Weekdays.TryGetValue(tokens[at + skip].Lower, out var weekday))
            {
                var back = ((int)_now.DayOfWeek - (int)weekday + 7) % 7;
                var day = _now.Date.AddDays(-(back == 0 && tokens[at].Has("time.last") ? 7 : back));
                return at + skip + 1 < tokens.Count && language.Spans.TryGetValue(tokens[at + skip + 1].Lower, out var part)
                    ? (day, TimeSpan.FromHours(part.From), TimeSpan.FromHours(part.To), skip + 2)
                    : (day, TimeSpan.Zero, TimeSpan.FromHours(24), skip + 1);
            }

            if (token.Kind is TokenKind.Time && token.Text.Length == 10 && DateTime.TryParseExact(token.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                return (date, TimeSpan.Zero, TimeSpan.FromHours(24), 1);
            }

            return DayOfMonth(at);
        }

        // "26 November", "Nov 26", "the 26th of november"
        private (DateTime Date, TimeSpan From, TimeSpan To, int Count)? DayOfMonth(int at)
        {
            // "On the 26th": the last there was.
            if (at > 0 && (tokens[at - 1].Has("time.on", "time.since") || tokens[at - 1].Is("article")) && Ordinal().Match(tokens[at].Lower) is { Success: true, Groups: var ordinal }
                && int.Parse(ordinal["day"].ValueSpan, CultureInfo.InvariantCulture) is > 0 and <= 28 and var number2 && !(at + 1 < tokens.Count && (tokens[at + 1].Has("percentile") || language.Months.ContainsKey(tokens[at + 1].Lower) || tokens[at + 1].Is("of"))))
            {
                var recent = new DateTime(_now.Year, _now.Month, number2);
                return (recent > _now.Date ? recent.AddMonths(-1) : recent, TimeSpan.Zero, TimeSpan.FromHours(24), 1);
            }

            var words = tokens.Skip(at).Take(4).Select(t => t.Lower).Where(w => w is not ("the" or "of")).Take(2).ToList();
            if (words.Count < 2)
            {
                return null;
            }

            var (first, second) = (words[0], words[1]);
            var (month, number) = language.Months.TryGetValue(first, out var leading) ? (leading, second) : language.Months.TryGetValue(second, out var trailing) ? (trailing, first) : (0, string.Empty);
            if (month == 0 || !int.TryParse(number.TrimEnd('s', 't', 'n', 'd', 'r', 'h'), NumberStyles.None, CultureInfo.InvariantCulture, out var day) || day < 1 || day > DateTime.DaysInMonth(_now.Year, month))
            {
                return null;
            }

            var date = new DateTime(_now.Year, month, day);
            var last = Enumerable.Range(at, Math.Min(4, tokens.Count - at)).First(i => tokens[i].Lower == second && i > at);
            return (date > _now.Date ? date.AddYears(-1) : date, TimeSpan.Zero, TimeSpan.FromHours(24), last - at + 1);
        }

        // "15 minutes", "15m", "two hours", "an hour", "1h30m", "half an hour"
        private (TimeSpan Span, int Count)? Length(int at)
        {
            if (at >= tokens.Count)
            {
                return null;
            }

            var token = tokens[at];
            if (token.Has("time.half", "time.quarter"))
            {
                return (TimeSpan.FromMinutes(token.Has("time.half") ? 30 : 15), 1);
            }

            if (token.Kind is TokenKind.Duration && token.Terms.Count == 0)
            {
                var sum = TimeSpan.Zero;
                foreach (Match part in DurationPart().Matches(token.Text))
                {
                    sum += language.Units.GetValueOrDefault(part.Groups["unit"].Value.ToLowerInvariant()) * int.Parse(part.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
                }

                return sum > TimeSpan.Zero ? (sum, 1) : null;
            }

            if (at + 1 >= tokens.Count)
            {
                return null;
            }

            var unitAt = at + 1;
            var count = token.Kind is TokenKind.Number && int.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
                : token.Is("single_article") ? 1
                : language.Numbers.GetValueOrDefault(token.Lower, 0);
            if (tokens[unitAt] is { Kind: TokenKind.Mark, Text: "-" } && unitAt + 1 < tokens.Count)
            {
                unitAt++;
            }

            return count is > 0 and < 10_000 && language.Units.TryGetValue(tokens[unitAt].Lower, out var unit) ? (unit * count, unitAt - at + 1) : null;
        }

        // Of an hour that is there twice the first begins a time, and the second ends it.
        private DateTimeOffset InZone(DateTime local, bool isEnd = false)
        {
            var time = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
            return new DateTimeOffset(time, !isEnd && zone.IsAmbiguousTime(time) ? zone.GetAmbiguousTimeOffsets(time).Max() : zone.GetUtcOffset(time));
        }
    }
}
