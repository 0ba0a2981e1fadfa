using System.Globalization;
using System.Text.Json;

using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Tests.Phrases;

namespace OpsAgent.Chat.Tests.Reading;

/// <summary>Times as people say them, read at 14:30 UTC on Friday, 27 November 2026, unless it says otherwise.</summary>
public sealed class TimeTests
{
    // A length that the operation has stays a length; every other time is absolute.
    [Theory]
    [InlineData("in the last 15 min", "15m")]
    [InlineData("last 15 minutes", "15m")]
    [InlineData("over the past hour", "1h")]
    [InlineData("for the last 60 minutes", "1h")]
    [InlineData("15m", "15m")]
    [InlineData("last 6h", "6h")]
    [InlineData("in the past six hours", "6h")]
    [InlineData("last 24 hours", "24h")]
    [InlineData("for the last day", "24h")]
    [InlineData("last week", "7d")]
    [InlineData("over 7 days", "7d")]
    public void Read_ALengthThatTheOperationHas_IsItsWindow(string said, string window) => Assert.Equal(window, Asked(said));

    [Theory]
    [InlineData("in the last 20 min", "11-27 14:10 ..")]
    [InlineData("last half hour", "11-27 14:00 ..")]
    [InlineData("for the last 1h30m", "11-27 13:00 ..")]
    [InlineData("in the last two hours", "11-27 12:30 ..")]
    [InlineData("last 90 minutes", "11-27 13:00 ..")]
    [InlineData("for the past hour and a half", "11-27 13:00 ..")]
    [InlineData("since 2 hours ago", "11-27 12:30 ..")]
    public void Read_ALengthThatItHasNot_BeginsThatLongAgo(string said, string range) => Assert.Equal(range, Asked(said));

    [Theory]
    [InlineData("since 3am", "11-27 03:00 ..")]
    [InlineData("since 03:00", "11-27 03:00 ..")]
    [InlineData("since 3:15 pm", "11-26 15:15 ..")]
    [InlineData("since 15:00", "11-26 15:00 ..")]
    [InlineData("since midnight", "11-27 00:00 ..")]
    [InlineData("since noon", "11-27 12:00 ..")]
    [InlineData("since 12am", "11-27 00:00 ..")]
    [InlineData("since 12pm", "11-27 12:00 ..")]
    [InlineData("since yesterday", "11-26 00:00 ..")]
    [InlineData("since 22:00 yesterday", "11-26 22:00 ..")]
    [InlineData("since yesterday 22:00", "11-26 22:00 ..")]
    [InlineData("since monday", "11-23 00:00 ..")]
    [InlineData("since friday", "11-27 00:00 ..")]
    [InlineData("since last friday", "11-20 00:00 ..")]
    [InlineData("since 25 November", "11-25 00:00 ..")]
    [InlineData("since Nov 25", "11-25 00:00 ..")]
    [InlineData("since 2026-11-25", "11-25 00:00 ..")]
    [InlineData("since 2026-11-26T22:15Z", "11-26 22:15 ..")]
    [InlineData("since 2026-11-26T22:15:30+02:00", "11-26 20:15 ..")]
    [InlineData("since 2026-11-26 22:15", "11-26 22:15 ..")]
    [InlineData("since 09:00 CET", "11-27 08:00 ..")]
    [InlineData("since 9am EST", "11-27 14:00 ..")]
    [InlineData("since quarter past one", "11-27 13:15 ..")]
    [InlineData("since half past nine", "11-27 09:30 ..")]
    [InlineData("since yesterday at 17:00 PM", "11-26 17:00 ..")]
    [InlineData("since the beginning of the week", "11-23 00:00 ..")]
    [InlineData("since lunch", "11-27 12:00 ..")]
    public void Read_Since_ReachesFromThereUntilNow(string said, string range) => Assert.Equal(range, Asked(said));

    [Theory]
    [InlineData("between 10:00 and 11:00", "11-27 10:00 .. 11-27 11:00")]
    [InlineData("from 10:00 to 11:30", "11-27 10:00 .. 11-27 11:30")]
    [InlineData("10:00-11:00", "11-27 10:00 .. 11-27 11:00")]
    [InlineData("10:00 to 11:00", "11-27 10:00 .. 11-27 11:00")]
    [InlineData("10:00 to 11:00 yesterday", "11-26 10:00 .. 11-26 11:00")]
    [InlineData("between 2 and 4pm yesterday", "11-26 14:00 .. 11-26 16:00")]
    [InlineData("yesterday between 2pm and 4pm", "11-26 14:00 .. 11-26 16:00")]
    [InlineData("between 10am and 2pm", "11-27 10:00 .. 11-27 14:00")]
    [InlineData("between 3pm and 5pm", "11-26 15:00 .. 11-26 17:00")]
    [InlineData("between 23:00 and 01:00", "11-26 23:00 .. 11-27 01:00")]
    [InlineData("between midnight and 2am", "11-27 00:00 .. 11-27 02:00")]
    [InlineData("between 11am and noon", "11-27 11:00 .. 11-27 12:00")]
    [InlineData("between 14:00 and 15:00", "11-27 14:00 ..")]
    [InlineData("between 2026-11-25T10:00Z and 2026-11-25T12:00Z", "11-25 10:00 .. 11-25 12:00")]
    [InlineData("on monday between 09:00 and 10:00", "11-23 09:00 .. 11-23 10:00")]
    [InlineData("monday 18:04-18:12", "11-23 18:04 .. 11-23 18:12")]
    [InlineData("between 5-6PM last night", "11-26 17:00 .. 11-26 18:00")]
    [InlineData("between 3 - 5 PM yesterday", "11-26 15:00 .. 11-26 17:00")]
    [InlineData("yesterday 14-16h", "11-26 14:00 .. 11-26 16:00")]
    [InlineData("half past nine to quarter to ten this morning", "11-27 09:30 .. 11-27 09:45")]
    [InlineData("tuesday 9-11am", "11-24 09:00 .. 11-24 11:00")]
    [InlineData("from monday to wednesday", "11-23 00:00 .. 11-26 00:00")]
    [InlineData("between 11 and 2 last night", "11-26 23:00 .. 11-27 02:00")]
    public void Read_Between_IsThatStretchAndNoFuture(string said, string range) => Assert.Equal(range, Asked(said));

    [Theory]
    [InlineData("yesterday", "11-26 00:00 .. 11-27 00:00")]
    [InlineData("today", "11-27 00:00 ..")]
    [InlineData("the day before yesterday", "11-25 00:00 .. 11-26 00:00")]
    [InlineData("this morning", "11-27 05:00 .. 11-27 12:00")]
    [InlineData("this afternoon", "11-27 12:00 ..")]
    [InlineData("yesterday evening", "11-26 18:00 .. 11-27 00:00")]
    [InlineData("last night", "11-26 18:00 .. 11-27 06:00")]
    [InlineData("overnight", "11-26 18:00 .. 11-27 06:00")]
    [InlineData("on monday", "11-23 00:00 .. 11-24 00:00")]
    [InlineData("on tuesday afternoon", "11-24 12:00 .. 11-24 18:00")]
    [InlineData("last friday", "11-20 00:00 .. 11-21 00:00")]
    [InlineData("on 26 November", "11-26 00:00 .. 11-27 00:00")]
    [InlineData("on the 25th of november", "11-25 00:00 .. 11-26 00:00")]
    [InlineData("on 2026-11-24", "11-24 00:00 .. 11-25 00:00")]
    public void Read_ADay_IsThatDay(string said, string range) => Assert.Equal(range, Asked(said));

    [Theory]
    [InlineData("at 14:05", "11-27 13:35 ..")]
    [InlineData("around 3am", "11-27 02:30 .. 11-27 03:30")]
    [InlineData("at 16:00", "11-26 15:30 .. 11-26 16:30")]
    [InlineData("yesterday at 14:00", "11-26 13:30 .. 11-26 14:30")]
    [InlineData("at 2 last night", "11-27 01:30 .. 11-27 02:30")]
    public void Read_AMoment_LooksHalfAnHourAround(string said, string range) => Assert.Equal(range, Asked(said));

    [Theory]
    [InlineData("since 3am", "11-27 02:00 ..")]
    [InlineData("yesterday", "11-25 23:00 .. 11-26 23:00")]
    [InlineData("between 10:00 and 11:00", "11-27 09:00 .. 11-27 10:00")]
    [InlineData("since 15:00", "11-27 14:00 ..")]
    [InlineData("since 03:00 UTC", "11-27 03:00 ..")]
    [InlineData("since 2026-11-27T03:00Z", "11-27 03:00 ..")]
    [InlineData("since 2026-11-27T03:00", "11-27 02:00 ..")]
    public void Read_InBerlin_MeansTheTimesOfBerlin(string said, string range) => Assert.Equal(range, Asked(said, Berlin));

    // 02:30 is there twice on 25 October, and not on 29 March; the day has 25 hours or 23.
    [Theory]
    [InlineData("2026-10-26T12:00Z", "yesterday", "10-24 22:00 .. 10-25 23:00")]
    [InlineData("2026-10-25T12:00Z", "since 04:00", "10-25 03:00 ..")]
    [InlineData("2026-10-25T12:00Z", "between 01:00 and 04:00", "10-24 23:00 .. 10-25 03:00")]
    [InlineData("2026-03-30T12:00Z", "yesterday", "03-28 23:00 .. 03-29 22:00")]
    [InlineData("2026-03-29T12:00Z", "since 02:30", "03-29 01:30 ..")]
    [InlineData("2026-03-29T12:00Z", "between 01:00 and 04:00", "03-29 00:00 .. 03-29 02:00")]
    public void Read_WhereTheClockIsChanged_CountsInRealHours(string now, string said, string range) => Assert.Equal(range, Asked(said, Berlin, Time(now)));

    [Theory]
    [InlineData("2026-10-25T12:00Z", "since 02:30", "10-25 00:30 ..")]
    [InlineData("2026-10-25T12:00Z", "between 02:00 and 02:30", "10-25 00:00 .. 10-25 01:30")]
    public void Read_AnHourThatIsThereTwice_IsBoth(string now, string said, string range) => Assert.Equal(range, Asked(said, Berlin, Time(now)));

    [Theory]
    [InlineData("since 3am", "11-26 21:30 ..")]
    [InlineData("yesterday", "11-25 18:30 .. 11-26 18:30")]
    [InlineData("between 10:00 and 11:00", "11-27 04:30 .. 11-27 05:30")]
    public void Read_WhereTheZoneHasAHalfHour_CountsIt(string said, string range) => Assert.Equal(range, Asked(said, TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata")));

    [Theory]
    [InlineData("today", "11-27 00:00 ..")]
    [InlineData("yesterday", "11-26 00:00 .. 11-27 00:00")]
    [InlineData("since 23:50", "11-26 23:50 ..")]
    [InlineData("between 23:00 and 00:05", "11-26 23:00 .. 11-27 00:05")]
    [InlineData("last night", "11-26 18:00 ..")]
    [InlineData("in the last hour", "1h")]
    public void Read_JustAfterMidnight_IsOfTheRightDay(string said, string range) => Assert.Equal(range, Asked(said, now: Time("2026-11-27T00:10Z")));

    // No time that has been: the operation's own.
    [Theory]
    [InlineData("tomorrow")]
    [InlineData("2026-12-24")]
    [InlineData("at 25:70")]
    public void Read_NoTimeThatWas_AsksForNone(string said) => Assert.Equal("none", Asked(said));

    private static TimeZoneInfo Berlin { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <returns>The window, or <c>MM-dd HH:mm .. MM-dd HH:mm</c> in UTC, without its end where that is now.</returns>
    private static string Asked(string said, TimeZoneInfo? zone = null, DateTimeOffset? now = null)
    {
        var intents = Reads.At(now ?? Score.Now, zone ?? TimeZoneInfo.Utc, $"cpu of web-2 {said}");
        Assert.True(intents is [Intent.Run { Operation: "get_cloudwatch_metrics" }], Score.Describe(intents));
        var parameters = ((Intent.Run)intents[0]).Parameters;
        return parameters.TryGetProperty("time_window", out var window) ? window.GetString()!
            : !parameters.TryGetProperty("start_time", out var start) ? "none"
            : $"{Minute(start)} ..{(parameters.TryGetProperty("end_time", out var end) ? $" {Minute(end)}" : string.Empty)}";
    }

    private static string Minute(JsonElement time) => Time(time.GetString()!).ToString("MM-dd HH:mm", CultureInfo.InvariantCulture);
}
