using System.Globalization;

using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations;

/// <summary>The time that a diagnostic looks at: a window that ends now, or from one moment to another.</summary>
/// <param name="Window">As people write it, such as <c>1h</c>; null where moments were given.</param>
/// <param name="From">Its start.</param>
/// <param name="To">Its end.</param>
/// <param name="ReachesNow">Whether it ends with what there is.</param>
public sealed record TimeRange(string? Window, DateTimeOffset From, DateTimeOffset To, bool ReachesNow)
{
    public TimeSpan Length => To - From;

    /// <summary>The rules over <c>time_window</c>, <c>start_time</c> and <c>end_time</c>.</summary>
    public static IReadOnlyList<CombinationRule> Rules { get; } =
    [
        new("give time_window, or start_time, not both", "start_time", a => !(a.Has("time_window") && (a.Has("start_time") || a.Has("end_time")))),
        new("end_time goes with start_time and is later", "end_time", a => !a.Has("end_time") || (a.Time("start_time") is { } start && a.Time("end_time") > start)),
    ];

    public static TimeParameter Start(string reach) =>
        new("start_time", $"In place of time_window: from when to look, ISO 8601, UTC without a zone; {reach}.") { Example = "2026-11-27T10:00:00Z" };

    public static TimeParameter End { get; } = new("end_time", "Until when to look, with start_time; default now, and now where it is later.");

    /// <param name="requested">What was asked for.</param>
    /// <param name="otherwise">The window where none is given.</param>
    /// <param name="maxAge">How far back AWS keeps what is asked for.</param>
    /// <returns>The time, or why it is none: only now can say what lies ahead and what is too long ago.</returns>
    public static Outcome<TimeRange> Of(RequestedTime requested, string otherwise, TimeSpan maxAge, DateTimeOffset now)
    {
        if (requested.Start is not { } start)
        {
            var window = requested.Window ?? otherwise;
            return new TimeRange(window, now - TimeWindow.Parse(window), now, ReachesNow: true);
        }

        if (start >= now || now - start > maxAge)
        {
            return ParameterSet.Invalid("start_time", start >= now
                ? $"lies in the future: it is {Timestamps.Text(now)} now"
                : $"is too long ago: AWS keeps this for {maxAge.TotalDays:0} days, since {Timestamps.Text(now - maxAge)}", null);
        }

        // The end of a day or an hour that is not over yet is now.
        return requested.End is { } end && end < now ? new TimeRange(null, start, end, ReachesNow: false) : new TimeRange(null, start, now, ReachesNow: true);
    }

    /// <param name="preposition">What leads a window, such as <c>over</c> or <c>in</c>.</param>
    /// <returns>Such as <c>over the last hour</c>, <c>since 10:00 UTC</c>, <c>from 10:00 to 11:00 UTC on 27 November</c>.</returns>
    public string Describe(string preposition, DateTimeOffset now)
    {
        if (Window is { } window)
        {
            return $"{preposition} the last {TimeWindow.Describe(window)}";
        }

        var (from, to) = (From.UtcDateTime, To.UtcDateTime);
        var day = from.Date == now.UtcDateTime.Date ? string.Empty : $" on {Day(from)}";
        return ReachesNow ? $"since {from:HH:mm} UTC{day}"
            : from.Date == to.Date ? $"from {from:HH:mm} to {to:HH:mm} UTC{day}"
            : $"from {from:HH:mm} UTC on {Day(from)} to {to:HH:mm} UTC on {Day(to)}";

        string Day(DateTime at) => at.ToString(at.Year == now.UtcDateTime.Year ? "d MMMM" : "d MMMM yyyy", CultureInfo.InvariantCulture);
    }
}

/// <summary>The time as it was asked for: a window, or moments, or neither.</summary>
/// <param name="Window">Such as <c>1h</c>.</param>
/// <param name="Start">Never with a window.</param>
/// <param name="End">Only with a start, and later.</param>
public sealed record RequestedTime(string? Window, DateTimeOffset? Start, DateTimeOffset? End)
{
    public static RequestedTime Of(Arguments arguments) => new(arguments.Text("time_window"), arguments.Time("start_time"), arguments.Time("end_time"));
}
