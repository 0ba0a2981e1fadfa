using System.Collections.Immutable;

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

using OpsAgent.Core.Guardrails.Policies;

namespace OpsAgent.Core.Tests.Guardrails.Policies;

/// <summary>What the table of verdicts does not show: that windows are the same however they are put, and that none is lost.</summary>
public sealed class RuleWindowTests
{
    private static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    [Theory]
    [InlineData("2026-03-14T12:30:00Z", true)]
    [InlineData("2026-03-14T18:15:00+05:45", true)]
    [InlineData("2026-03-14T13:00:00Z", false)]
    public void Contains_TheSameMomentInAnotherOffset_IsTheSame(string moment, bool contained) =>
        Assert.Equal(contained, new RuleWindow("12:00", "13:00", "UTC").Contains(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Contains_AnotherCopyOfAWindow_ReadsTheCopy()
    {
        var window = new RuleWindow("12:00", "13:00", "UTC");
        var noon = new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
        Assert.True(window.Contains(noon));

        Assert.False((window with { From = "12:30" }).Contains(noon));
        Assert.Equal(new RuleWindow("12:00", "13:00", "UTC"), window);
    }

    [Fact]
    public void Contains_AWindowThatNoPolicyHas_IsAnError() =>
        Assert.Contains("IANA", Assert.Throws<ArgumentException>(() => new RuleWindow("12:00", "13:00", "Moon/Tycho").Contains(default)).Message, StringComparison.Ordinal);

    [Property(MaxTest = 2000, Arbitrary = [typeof(WindowGenerator)])]
    public void Contains_EveryDayFromATimeToTheSame_IsAlways(WindowCase given) =>
        Assert.True(new RuleWindow(given.From, given.From, given.Zone).Contains(given.Moment));

    [Property(MaxTest = 2000, Arbitrary = [typeof(WindowGenerator)])]
    public void Contains_AWindowAndItsComplement_LeaveNoMomentOut(WindowCase given) =>
        Assert.True(given.From == given.To || new RuleWindow(given.From, given.To, given.Zone).Contains(given.Moment) || new RuleWindow(given.To, given.From, given.Zone).Contains(given.Moment));

    [Property(MaxTest = 1000, Arbitrary = [typeof(WindowGenerator)])]
    public void Contains_EachDayByItself_IsTheWeek(WindowCase given) =>
        Assert.Equal(
            new RuleWindow(given.From, given.To, given.Zone).Contains(given.Moment),
            Days.Any(d => new RuleWindow(given.From, given.To, given.Zone, [d]).Contains(given.Moment)));

    public sealed record WindowCase(string From, string To, string Zone, DateTimeOffset Moment);

    public static class WindowGenerator
    {
        // Half of the moments are within a day of a turn of some zone's clocks.
        private static readonly DateTimeOffset[] Turns = [.. new[]
        {
            "2026-03-08T07:00Z", "2026-11-01T06:00Z", "2026-03-29T01:00Z", "2026-10-25T01:00Z", "2026-04-04T15:00Z", "2026-10-03T15:30Z", "2026-09-06T04:00Z", "2026-04-05T03:00Z",
        }.Select(t => DateTimeOffset.Parse(t, System.Globalization.CultureInfo.InvariantCulture))];

        public static Arbitrary<WindowCase> Arbitrary() => Arb.From(
            from zone in Gen.Elements("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu", "Pacific/Chatham", "UTC", "Africa/Casablanca")
            from start in Gen.Choose(0, 1439)
            from end in Gen.Choose(0, 1439)
            from near in Gen.Elements(true, false)
            from turn in Gen.Elements(Turns)
            from minutes in near ? Gen.Choose(-1440, 1440) : Gen.Choose(0, 525_600)
            from seconds in Gen.Choose(-1, 1)
            select new WindowCase(Time(start), Time(end), zone, turn + new TimeSpan(0, minutes, seconds)));

        private static string Time(int minutes) => $"{minutes / 60:d2}:{minutes % 60:d2}";
    }
}
