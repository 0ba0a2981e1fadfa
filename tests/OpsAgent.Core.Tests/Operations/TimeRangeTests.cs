using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations;

/// <summary>The times that diagnostics take: <c>time_window</c>, or <c>start_time</c> with or without <c>end_time</c>.</summary>
public sealed class TimeRangeTests
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);
    private static readonly TimeParameter Start = TimeRange.Start("at most 90 days ago");

    [Theory]
    [InlineData("2026-03-14T08:00:00Z", "2026-03-14T08:00:00.000Z")]
    [InlineData("2026-03-14T08:00Z", "2026-03-14T08:00:00.000Z")]
    [InlineData("2026-03-14T08:00", "2026-03-14T08:00:00.000Z")]
    [InlineData("2026-03-14 08:00", "2026-03-14T08:00:00.000Z")]
    [InlineData("2026-03-14 08:00 Z", "2026-03-14T08:00:00.000Z")]
    [InlineData(" 2026-03-14t08:00:00z ", "2026-03-14T08:00:00.000Z")]
    [InlineData("2026-03-14", "2026-03-14T00:00:00.000Z")]
    [InlineData("2026-03-14T09:00:00+01:00", "2026-03-14T08:00:00.000Z")]
    [InlineData("2026-03-14T09:00:00 01:00", "2026-03-14T08:00:00.000Z")]
    [InlineData("2026-03-14T09:00:00 +0100", "2026-03-14T08:00:00.000Z")]
    [InlineData("2026-03-14T13:30+0530", "2026-03-14T08:00:00.000Z")]
    [InlineData("2026-03-13T22:00:00-10", "2026-03-14T08:00:00.000Z")]
    [InlineData("2026-03-14T08:00:00.123456789Z", "2026-03-14T08:00:00.123Z")]
    [InlineData("2026-03-14T08:00:00.5+00:00", "2026-03-14T08:00:00.500Z")]
    public void Time_InIso8601_IsKeptInUtc(string given, string kept) => Assert.Equal(kept, Read(given).Value().Text("start_time"));

    [Theory]
    [InlineData("yesterday")]
    [InlineData("10:00")]
    [InlineData("14.03.2026")]
    [InlineData("03/14/2026 08:00")]
    [InlineData("2026-3-14")]
    [InlineData("2026-02-30")]
    [InlineData("2026-03-14T24:00:00Z")]
    [InlineData("2026-03-14T08:60:00Z")]
    [InlineData("2026-03-14T08:00.5Z")]
    [InlineData("2026-03-14T08:00:00 CET")]
    [InlineData("2026-03-14T08:00:00+15:00")]
    [InlineData("2026-03-14T08:00:00Z; DROP")]
    [InlineData("2026-03-14T08:00:00Z\n2026-03-14")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("1773478800")]
    public void Time_InAnyOtherForm_IsRefusedWithTheForm(string given)
    {
        var refusal = Read(given).Refusal(ErrorCode.ValidationError);
        Assert.Equal(("start_time", Start.Rule), (refusal.Detail("field"), refusal.Detail("rule")));
    }

    [Fact]
    public void Time_ThatIsNoString_IsRefused() =>
        Assert.Equal("start_time", new ParameterSet([Start]).Validate(Test.Json("""{"start_time":1773478800}""")).Refusal(ErrorCode.ValidationError).Detail("field"));

    [Theory]
    [InlineData("""{"time_window":"6h"}""", null)]
    [InlineData("""{"start_time":"2026-03-14T08:00Z"}""", null)]
    [InlineData("""{"start_time":"2026-03-14T08:00Z","end_time":"2026-03-14T08:45Z"}""", null)]
    [InlineData("""{"start_time":"2026-03-14T08:00Z","time_window":""}""", null)]
    [InlineData("""{"start_time":"2026-03-14T08:00Z","time_window":"1h"}""", "start_time")]
    [InlineData("""{"end_time":"2026-03-14T08:00Z","time_window":"1h"}""", "start_time")]
    [InlineData("""{"end_time":"2026-03-14T08:00Z"}""", "end_time")]
    [InlineData("""{"start_time":"2026-03-14T08:00Z","end_time":"2026-03-14T08:00Z"}""", "end_time")]
    [InlineData("""{"start_time":"2026-03-14T08:00Z","end_time":"2026-03-14T08:30+01:00"}""", "end_time")]
    public void Parameters_TheTimesTogether_AreTakenOrRefused(string given, string? refused)
    {
        var metric = Test.Json(given.Replace("{", """{"resource":"i-0a1b2c3d","metric":"CPUUtilization",""", StringComparison.Ordinal));
        foreach (var outcome in new[] { new SearchCloudTrailEvents().Parameters.Validate(Test.Json(given)), new GetCloudWatchMetrics().Parameters.Validate(metric) })
        {
            Assert.Equal(refused is null, outcome.Succeeded(out _, out _));
            Assert.True(refused is null || refused == outcome.Refusal(ErrorCode.ValidationError).Detail("field"));
        }
    }

    [Fact]
    public void Of_NothingOrAWindow_EndsNow()
    {
        Assert.Equal(new TimeRange("24h", Moments.Start - TimeSpan.FromDays(1), Moments.Start, true), Of(null, null, null).Value());
        Assert.Equal(new TimeRange("6h", Moments.Start - TimeSpan.FromHours(6), Moments.Start, true), Of("6h", null, null).Value());
    }

    [Theory]
    [InlineData(-120, null, -120, 0, true)]
    [InlineData(-120, -75, -120, -75, false)]
    [InlineData(-120, 75, -120, 0, true)]
    [InlineData(-1, null, -1, 0, true)]
    public void Of_AStart_LastsToItsEndOrNow(int start, int? end, int from, int to, bool reachesNow) =>
        Assert.Equal(new TimeRange(null, Minutes(from), Minutes(to), reachesNow), Of(null, Minutes(start), end is { } e ? Minutes(e) : null).Value());

    [Theory]
    [InlineData(0, "lies in the future: it is 2026-03-14T09:00:00.000Z now")]
    [InlineData(60, "lies in the future: it is 2026-03-14T09:00:00.000Z now")]
    [InlineData((-90 * 24 * 60) - 1, "is too long ago: AWS keeps this for 90 days, since 2025-12-14T09:00:00.000Z")]
    public void Of_AStartOfWhichThereIsNothing_IsRefusedWithTheReason(int start, string rule)
    {
        var refusal = Of(null, Minutes(start), null).Refusal(ErrorCode.ValidationError);
        Assert.Equal(("start_time", rule), (refusal.Detail("field"), refusal.Detail("rule")));
    }

    [Theory]
    [InlineData("2026-03-14T08:00Z", "2026-03-14T08:45Z", "from 08:00 to 08:45 UTC")]
    [InlineData("2026-03-13T10:00Z", "2026-03-13T11:00Z", "from 10:00 to 11:00 UTC on 13 March")]
    [InlineData("2026-03-13T22:00Z", "2026-03-14T02:00Z", "from 22:00 UTC on 13 March to 02:00 UTC on 14 March")]
    [InlineData("2026-03-13", "2026-03-14", "from 00:00 UTC on 13 March to 00:00 UTC on 14 March")]
    [InlineData("2025-12-31T10:00Z", "2025-12-31T11:00Z", "from 10:00 to 11:00 UTC on 31 December 2025")]
    [InlineData("2026-03-14T03:00Z", null, "since 03:00 UTC")]
    [InlineData("2026-03-09", null, "since 00:00 UTC on 9 March")]
    [InlineData("2026-03-09", "2026-03-15", "since 00:00 UTC on 9 March")]
    public void Describe_Moments_NamesTheDayWhereItIsNotToday(string start, string? end, string words)
    {
        var arguments = new ParameterSet([Start, TimeRange.End]).Validate(Test.Json(end is null ? $$"""{"start_time":"{{start}}"}""" : $$"""{"start_time":"{{start}}","end_time":"{{end}}"}""")).Value();

        Assert.Equal(words, TimeRange.Of(RequestedTime.Of(arguments), "1h", Kept, Moments.Start).Value().Describe("over", Moments.Start));
    }

    [Fact]
    public void Describe_AWindow_IsLedByThePreposition() => Assert.Equal("in the last 6 hours", Of("6h", null, null).Value().Describe("in", Moments.Start));

    private static DateTimeOffset Minutes(int minutes) => Moments.Start + TimeSpan.FromMinutes(minutes);

    private static Outcome<Arguments> Read(string text) =>
        new ParameterSet([Start]).Validate(new System.Text.Json.Nodes.JsonObject { ["start_time"] = text }.ToElement());

    private static Outcome<TimeRange> Of(string? window, DateTimeOffset? start, DateTimeOffset? end) =>
        TimeRange.Of(new RequestedTime(window, start, end), "24h", Kept, Moments.Start);
}
