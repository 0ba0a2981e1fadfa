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
/// <param name="IsStretch">Whether both its ends were said.</param>
internal sealed record TimeRange(DateTimeOffset From, DateTimeOffset? To, TimeSpan? Length, int First, int Count, bool IsStretch = false);

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

        // A stretch with both ends first, then what begins with "last", "since" and their like: "every 5 minutes" and "those 5 minutes" are no time that is asked for.
        var clock = new Clock(language, tokens, now, zone);
        var range = Enumerable.Range(0, tokens.Count)
            .Where(i => !(i > 0 && (tokens[i - 1].Is("every") || (tokens[i].Kind is TokenKind.Number or TokenKind.Duration && tokens[i - 1].Is("pointing")))))
            .Select(clock.RangeAt).Where(r => r is not null && r.From < now)
            .OrderByDescending(r => r!.IsStretch ? r.Count + tokens.Count : tokens[r.First].Terms.Any(t => t.StartsWith("time.", StringComparison.Ordinal)) ? 1 : 0).FirstOrDefault();
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

    /// <summary>A day, a time of day or both, as they were said.</summary>
    /// <param name="Day">With the part of it that is meant, in hours from its midnight; null where only a time of day was said.</param>
    /// <param name="Time">The time of day, or null.</param>
    /// <param name="Exact">The moment itself where it was written whole.</param>
    /// <param name="HasHalf">Whether it is known of which half of the day the time is.</param>
    /// <param name="IsTold">Whether it is a time whatever stands around it; a bare number is not.</param>
    private sealed record Point((DateTime Date, TimeSpan From, TimeSpan To)? Day, TimeSpan? Time, DateTimeOffset? Exact, bool HasHalf, bool IsTold, int Count);

    /// <summary>One message's times.</summary>
    private sealed class Clock
    {
        private static readonly TimeSpan HalfDay = TimeSpan.FromHours(12);
        private static readonly TimeSpan FullDay = TimeSpan.FromHours(24);

        private readonly Language _language;
        private readonly TimeZoneInfo _zone;
        private readonly DateTimeOffset _now;

        // "10:00-11:00" stands here as three, each with where it was.
        private readonly List<(Token Token, int Origin)> _tokens = [];

        public Clock(Language language, IReadOnlyList<Token> tokens, DateTimeOffset now, TimeZoneInfo zone)
        {
            (_language, _zone, _now) = (language, zone, TimeZoneInfo.ConvertTime(now, zone));
            for (var i = 0; i < tokens.Count; i++)
            {
                if (tokens[i] is { Kind: TokenKind.Time, Text: var text } token && text.Split('-') is [var from, var to])
                {
                    _tokens.AddRange([(Cut(TokenKind.Time, from), i), (Cut(TokenKind.Mark, "-"), i), (Cut(TokenKind.Time, to), i)]);
                    Token Cut(TokenKind kind, string part) => new(kind, part, token.Start, token.End, language.TermsOf(part.ToLowerInvariant()), language.GrammarOf(part));
                }
                else
                {
                    _tokens.Add((tokens[i], i));
                }
            }
        }

        /// <returns>The time that is said from this token of the message on, or null.</returns>
        public TimeRange? RangeAt(int origin)
        {
            var at = _tokens.FindIndex(t => t.Origin == origin);
            var said = Ago(at) ?? Said(at);
            if (said is null)
            {
                return null;
            }

            var end = Math.Min(at + said.Count, _tokens.Count) - 1;
            return said with { First = origin, Count = _tokens[end].Origin - origin + 1 };
        }

        private bool Has(int at, params ReadOnlySpan<string> terms) => at < _tokens.Count && _tokens[at].Token.Has(terms);

        private bool Is(int at, string part) => at < _tokens.Count && _tokens[at].Token.Is(part);

        private string Lower(int at) => at < _tokens.Count ? _tokens[at].Token.Lower : string.Empty;

        // "the last 15 minutes", "past hour", "15m", "since two hours", "2 hours ago"
        private TimeRange? Ago(int at)
        {
            var lead = Has(at, "time.last", "time.since") ? 1 : 0;
            if (Length(at + lead, isLead: Has(at, "time.last", "time.this")) is { } length)
            {
                var ago = Has(at + lead + length.Count, "time.ago") ? 1 : 0;
                return new TimeRange(_now - length.Span, null, length.Span, at, lead + length.Count + ago);
            }

            return Has(at, "time.this") && _language.Units.TryGetValue(Lower(at + 1), out var one) ? new TimeRange(_now - one, null, one, at, 2) : null;
        }

        // "between 10:00 and 11:00", "since monday", "yesterday at 14:00", "14:05"
        private TimeRange? Said(int at)
        {
            var lead = Has(at, "time.since", "time.between", "time.at", "time.on") && !Is(at, "article") ? 1 : 0;
            if (PointAt(at + lead) is not { } from || !(lead > 0 || from.IsTold))
            {
                return null;
            }

            var and = at + lead + from.Count;
            if (Has(and, "time.and", "time.until") && PointAt(and + 1) is { } to && (from.IsTold || lead > 0 && !Has(at, "time.on")))
            {
                return Stretch(from, to) is { } stretch ? stretch with { Count = and + 1 + to.Count - at } : null;
            }

            if (Has(at, "time.since"))
            {
                var begin = Begin(from, _now.Date);
                return begin > _now && from.Day is not null ? null : new TimeRange(begin > _now ? begin.AddDays(-1) : begin, null, null, at, lead + from.Count);
            }

            if (from is { Day: { } day, Time: null, Exact: null })
            {
                return Has(at, "time.between") ? null : Of(InZone(day.Date + day.From), InZone(day.Date + day.To, isEnd: true), lead + from.Count);
            }

            var moment = Begin(from, _now.Date);
            moment = moment > _now && from.Day is null ? moment.AddDays(-1) : moment;
            return Has(at, "time.between") ? null : new TimeRange(moment - Around, moment + Around, null, at, lead + from.Count);
        }

        private static TimeRange? Of(DateTimeOffset from, DateTimeOffset to, int count, bool isStretch = false) => from < to ? new TimeRange(from, to, null, 0, count, isStretch) : null;

        private TimeRange? Stretch(Point first, Point last)
        {
            // "Between 2 and 4pm": both halves of the day are the last's.
            if (first is { HasHalf: false, Time: { } start } && last is { HasHalf: true, Time: { } end } && start < HalfDay && end >= HalfDay && start + HalfDay <= end)
            {
                first = first with { Time = start + HalfDay };
            }

            if (first.Exact is not null || last.Exact is not null)
            {
                return Of(Begin(first, _now.Date), Begin(last, _now.Date), 0, isStretch: true);
            }

            // A day that is said once is that of both; times of day to come were yesterday's.
            var day = first.Day?.Date ?? last.Day?.Date ?? (InZone(_now.Date + first.Time!.Value) > _now ? _now.Date.AddDays(-1) : _now.Date);
            var begin = Begin(first.Day is null ? first with { Day = last.Day } : first, day);
            var until = last is { Time: null, Day: { } whole } ? InZone(whole.Date + whole.To, isEnd: true) : End(last.Day is null ? last with { Day = first.Day } : last, day);
            return Of(begin, until <= begin && last.Time is not null ? until.AddDays(1) : until, 0, isStretch: true);
        }

        private DateTimeOffset Begin(Point point, DateTime day) => point.Exact ?? InZone(Local(point, day));

        private DateTimeOffset End(Point point, DateTime day) => point.Exact ?? InZone(Local(point, day), isEnd: true);

        // "11 last night", "8 this evening": the part of the day says which half, and of the night what is past midnight is the next day's.
        private static DateTime Local(Point point, DateTime day)
        {
            var time = point.Time ?? point.Day!.Value.From;
            if (point.Day is not { } part || point.Time is null)
            {
                return (point.Day?.Date ?? day) + time;
            }

            var isNight = part.To > FullDay && time < part.To - FullDay;
            return part.Date + time + (isNight ? FullDay : !point.HasHalf && part.From >= HalfDay && time < HalfDay ? HalfDay : TimeSpan.Zero);
        }

        // A day, a time of day, or both in either order: "yesterday around 3am", "16:30 UTC on 2026-11-24".
        private Point? PointAt(int at)
        {
            if (Is(at, "around") && !Has(at, "time.daybefore") && PointAt(at + 1) is { } behind && DayAt(at) is null)
            {
                return behind with { Count = behind.Count + 1 };
            }

            if (at < _tokens.Count && _tokens[at].Token is { Kind: TokenKind.Time, Text: { Length: > 10 } text } && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            {
                var hasZone = text[^1] is 'Z' or 'z' || text.AsSpan(10).ContainsAny('+', '-');
                return new Point(null, null, hasZone ? moment : InZone(moment.UtcDateTime), HasHalf: true, IsTold: true, 1);
            }

            var lead = Has(at, "time.on") && DayAt(at) is null ? 1 : 0;
            if (DayAt(at + lead) is { } day)
            {
                var next = at + lead + day.Count;
                var link = Has(next, "time.at") || Is(next, "around") && !Is(next, "article") || Lower(next) == "," ? 1 : 0;
                var isBetween = Has(next, "time.between");
                return TimeAt(next + link + (isBetween ? 1 : 0)) is { } time && (link > 0 || isBetween || time.IsTold)
                    ? time with { Day = (day.Date, day.From, day.To), IsTold = true, Count = next + link + (isBetween ? 1 : 0) + time.Count - at }
                    : new Point((day.Date, day.From, day.To), null, null, HasHalf: false, IsTold: true, lead + day.Count);
            }

            if (TimeAt(at) is not { } alone)
            {
                return null;
            }

            var on = at + alone.Count + (Has(at + alone.Count, "time.on") && DayAt(at + alone.Count) is null ? 1 : 0);
            return DayAt(on) is { } of ? alone with { Day = (of.Date, of.From, of.To), Count = on + of.Count - at } : alone;
        }

        private Point? TimeAt(int at)
        {
            if (at >= _tokens.Count)
            {
                return null;
            }

            // "Half past nine", "quarter to three", "ten past 2": the last there was.
            var token = _tokens[at].Token;
            if ((Is(at + 1, "past_hour") || Is(at + 1, "to_hour")) && at + 2 < _tokens.Count && HourAt(_tokens[at + 2].Token) is { } hour
                && (token.Is("clock_half") ? 30 : token.Is("clock_quarter") ? 15 : _language.Numbers.GetValueOrDefault(token.Lower, 0)) is > 0 and < 60 and var minutes)
            {
                var spoken = TimeSpan.FromHours(hour) + TimeSpan.FromMinutes(Is(at + 1, "past_hour") ? minutes : -minutes);
                return new Point(null, hour <= 12 && spoken + HalfDay <= _now.TimeOfDay ? spoken + HalfDay : spoken, null, HasHalf: false, IsTold: true, 3);
            }

            if (_language.DayParts.TryGetValue(token.Lower, out var part))
            {
                return new Point(null, part, null, HasHalf: true, IsTold: true, 1);
            }

            // "From 13.30 till 14.15"
            var written = token.Kind is TokenKind.Number && token.Text.Length is 4 or 5 && token.Text[^3] == '.' ? token.Text.Replace('.', ':') : token.Text;
            if (token.Kind is not (TokenKind.Time or TokenKind.Number) || TimeOf(written) is not { } time)
            {
                return null;
            }

            var isTold = token.Kind is TokenKind.Time;
            if (Has(at + 1, "time.am", "time.pm"))
            {
                var hours = (Has(at + 1, "time.pm") ? 12 : 0) + (time.Hours % 12);
                return new Point(null, new TimeSpan(Is(at + 1, "oclock") || time.Hours > 12 ? time.Hours : hours, time.Minutes, 0), null, HasHalf: true, isTold, 2);
            }

            // "since 5 minutes", "since 3 tasks": a number alone is an hour only where no noun follows.
            var isZone = _language.Zones.ContainsKey(Lower(at + 1));
            if (!isTold && at + 1 < _tokens.Count && _tokens[at + 1].Token.Kind is TokenKind.Word && !isZone && !Has(at + 1, "time.and", "time.today", "time.yesterday", "time.this", "time.overnight", "time.now", "filler", "time.on", "because"))
            {
                return null;
            }

            var hasHalf = token.Text[^1] is 'm' or 'M' || token.Text.Contains(':', StringComparison.Ordinal);
            return token.Text[^1] is 'Z' or 'z'
                ? new Point(null, TimeZoneInfo.ConvertTime(new DateTimeOffset(_now.UtcDateTime.Date + time, TimeSpan.Zero), _zone).TimeOfDay, null, hasHalf, isTold, 1)
                : new Point(null, time, null, hasHalf, isTold, isZone ? 2 : 1);
        }

        private int? HourAt(Token token) =>
            token.Kind is TokenKind.Number && int.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 24 ? number
            : _language.Numbers.TryGetValue(token.Lower, out var word) && word is > 0 and <= 12 ? word
            : null;

        private static TimeSpan? TimeOf(string text)
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
        private (DateTime Date, TimeSpan From, TimeSpan To, int Count)? DayAt(int at)
        {
            if (at >= _tokens.Count)
            {
                return null;
            }

            if (Has(at, "time.this", "time.last", "time.yesterday", "time.today") && _language.Spans.TryGetValue(Lower(at + 1), out var span))
            {
                return (Has(at, "time.this", "time.today") ? _now.Date : _now.Date.AddDays(-1), TimeSpan.FromHours(span.From), TimeSpan.FromHours(span.To), 2);
            }

            // "At lunch", "since lunch": the last there was.
            var today = _now.Date;
            if (at > 0 && Has(at - 1, "time.at", "time.since") && _language.Spans.TryGetValue(Lower(at), out var named))
            {
                return (_now.TimeOfDay < TimeSpan.FromHours(named.From) ? today.AddDays(-1) : today, TimeSpan.FromHours(named.From), TimeSpan.FromHours(named.To), 1);
            }

            var (back, from, to) = Has(at, "time.overnight") ? (1, 18, 30) : Has(at, "time.tonight") ? (0, 18, 24) : Has(at, "time.today") ? (0, 0, 24)
                : Has(at, "time.daybefore") ? (2, 0, 24) : Has(at, "time.yesterday") ? (1, 0, 24) : Has(at, "time.weekstart") ? (((int)today.DayOfWeek + 6) % 7, 0, 24) : (-1, 0, 0);
            if (back >= 0)
            {
                return (today.AddDays(-back), TimeSpan.FromHours(from), TimeSpan.FromHours(to), 1);
            }

            var skip = Has(at, "time.last", "time.on", "time.this") || Is(at, "article") ? 1 : 0;
            if (_language.Weekdays.TryGetValue(Lower(at + skip), out var weekday))
            {
                var days = ((int)today.DayOfWeek - (int)weekday + 7) % 7;
                var day = today.AddDays(-(days == 0 && Has(at, "time.last") ? 7 : days));
                return _language.Spans.TryGetValue(Lower(at + skip + 1), out var part)
                    ? (day, TimeSpan.FromHours(part.From), TimeSpan.FromHours(part.To), skip + 2)
                    : (day, TimeSpan.Zero, FullDay, skip + 1);
            }

            return _tokens[at].Token is { Kind: TokenKind.Time, Text: { Length: 10 } text } && DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                ? (date, TimeSpan.Zero, FullDay, 1) : DayOfMonth(at);
        }

        // "26 November", "Nov 26", "the 26th of november"
        private (DateTime Date, TimeSpan From, TimeSpan To, int Count)? DayOfMonth(int at)
        {
            // "On the 26th": the last there was.
            if (at > 0 && (Has(at - 1, "time.on", "time.since") || Is(at - 1, "article")) && Ordinal().Match(Lower(at)) is { Success: true, Groups: var ordinal }
                && int.Parse(ordinal["day"].ValueSpan, CultureInfo.InvariantCulture) is > 0 and <= 28 and var nth && !Has(at + 1, "percentile") && !_language.Months.ContainsKey(Lower(at + 1)) && !Is(at + 1, "of"))
            {
                var recent = new DateTime(_now.Year, _now.Month, nth);
                return (recent > _now.Date ? recent.AddMonths(-1) : recent, TimeSpan.Zero, FullDay, 1);
            }

            var words = Enumerable.Range(at, Math.Min(4, _tokens.Count - at)).Where(i => Lower(i) is not ("the" or "of")).Take(2).ToList();
            if (words.Count < 2)
            {
                return null;
            }

            var (first, second) = (Lower(words[0]), Lower(words[1]));
            var (month, number) = _language.Months.TryGetValue(first, out var leading) ? (leading, second) : _language.Months.TryGetValue(second, out var trailing) ? (trailing, first) : (0, string.Empty);
            if (month == 0 || !int.TryParse(number.TrimEnd('s', 't', 'n', 'd', 'r', 'h'), NumberStyles.None, CultureInfo.InvariantCulture, out var day) || day < 1 || day > DateTime.DaysInMonth(_now.Year, month))
            {
                return null;
            }

            var date = new DateTime(_now.Year, month, day);
            return (date > _now.Date ? date.AddYears(-1) : date, TimeSpan.Zero, FullDay, words[1] - at + 1);
        }

        // "15 minutes", "15m", "two hours", "an hour and a half", "1h30m", "half an hour"; behind "last" also "hour", "few days"
        private (TimeSpan Span, int Count)? Length(int at, bool isLead)
        {
            if (at >= _tokens.Count)
            {
                return null;
            }

            var token = _tokens[at].Token;
            if (token.Has("time.half", "time.quarter"))
            {
                return (TimeSpan.FromMinutes(token.Has("time.half") ? 30 : 15), 1);
            }

            if (token.Kind is TokenKind.Duration && token.Terms.Count == 0)
            {
                var sum = TimeSpan.Zero;
                foreach (Match part in DurationPart().Matches(token.Text))
                {
                    sum += _language.Units.GetValueOrDefault(part.Groups["unit"].Value.ToLowerInvariant()) * int.Parse(part.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
                }

                return sum > TimeSpan.Zero ? (sum, 1) : null;
            }

            var isBare = isLead && _language.Units.ContainsKey(token.Lower);
            var isFew = isLead && token.Is("few");
            var count = isBare ? 1 : isFew ? 3
                : token.Kind is TokenKind.Number && int.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
                : token.Is("single_article") ? 1
                : _language.Numbers.GetValueOrDefault(token.Lower, 0);
            var unitAt = isBare ? at : Lower(at + 1) == "-" || isFew && Is(at + 1, "of") ? at + 2 : at + 1;
            if (count is <= 0 or >= 10_000 || !_language.Units.TryGetValue(Lower(unitAt), out var unit))
            {
                return null;
            }

            var half = Has(unitAt + 1, "time.andhalf");
            return (unit * count + (half ? unit / 2 : TimeSpan.Zero), unitAt - at + (half ? 2 : 1));
        }

        // Of an hour that is there twice the first begins a time, and the second ends it.
        private DateTimeOffset InZone(DateTime local, bool isEnd = false)
        {
            var time = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
            return new DateTimeOffset(time, !isEnd && _zone.IsAmbiguousTime(time) ? _zone.GetAmbiguousTimeOffsets(time).Max() : _zone.GetUtcOffset(time));
        }
    }
}
