using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations;

/// <summary>A metric between two moments: which datapoints are asked for, and that nothing of the past is said of now.</summary>
public sealed class GetCloudWatchMetricsTimesTests
{
    private readonly FakeMetrics _metrics = new();

    // Now is 09:00 on 14 March 2026.
    [Theory]
    [InlineData("2026-03-14T08:00:00Z", "2026-03-14T08:45:00Z", 1, "08:00 08:45")]
    [InlineData("2026-03-14T07:00:30Z", "2026-03-14T08:00:30Z", 1, "07:00 08:01")]
    [InlineData("2026-03-14T03:02:00Z", "2026-03-14T08:58:00Z", 5, "03:00 09:00")]
    [InlineData("2026-03-14T07:00:00Z", null, 1, "07:00 09:00")]
    [InlineData("2026-03-14T08:59:30Z", null, 1, "08:59 09:00")]
    [InlineData("2026-03-14T08:00:00Z", "2026-03-14T12:00:00Z", 1, "08:00 09:00")]
    [InlineData("2026-02-27T08:00:00Z", "2026-02-27T08:45:00Z", 5, "08:00 08:45")]
    [InlineData("2026-01-01T08:15:00Z", "2026-01-01T08:45:00Z", 60, "08:00 09:00")]
    [InlineData("2026-03-07T09:00:00Z", null, 60, "09:00 09:00")]
    [InlineData("2026-02-14T09:00:00Z", null, 360, "06:00 06:00")]
    [InlineData("2025-01-01T00:00:00Z", null, 4320, "00:00 00:00")]
    public async Task Look_FromAMoment_AsksForWholePeriodsThatCloudWatchStillHas(string start, string? end, int minutes, string asked)
    {
        _metrics.Put("CPUUtilization", "i-0a1b2c3d", 1);

        await LookAsync(start, end);

        var call = Assert.Single(_metrics.Calls);
        Assert.Equal(TimeSpan.FromMinutes(minutes), call.Period);
        Assert.Equal(asked, $"{call.From.UtcDateTime:HH:mm} {call.To.UtcDateTime:HH:mm}");
        Assert.Equal((0, 0), (call.From.UtcTicks % call.Period.Ticks, call.To.UtcTicks % call.Period.Ticks));
        Assert.InRange((call.To - call.From) / call.Period, 1, 200);
    }

    [Fact]
    public async Task Look_AtAnHourThatIsOver_SaysItsLevelsAndNothingOfNow()
    {
        _metrics.Put("CPUUtilization", "i-0a1b2c3d", [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? 40.0 : 42.0)]);

        var answer = await LookAsync("2026-03-13T10:00:00Z", "2026-03-13T11:00:00Z");

        Assert.Equal(
            "CPUUtilization was steady. It was 42 % at the end and 41 % on average from 10:00 to 11:00 UTC on 13 March (lowest 40 %, peak 42 %; Average per minute). No alarm watches it.",
            answer.Summary);
        var details = answer.Details();
        Assert.Equal(
            (null, "2026-03-13T10:00:00.000Z", "2026-03-13T11:00:00.000Z"),
            (details.GetProperty("time_window").GetString(), details.GetProperty("start_time").GetString(), details.GetProperty("end_time").GetString()));
    }

    [Fact]
    public async Task Look_AtATimeThatLasts_SaysNow()
    {
        _metrics.Put("CPUUtilization", "i-0a1b2c3d", [.. Enumerable.Repeat(40.0, 120)]);

        Assert.Contains("It is 40 % now and was 40 % on average since 07:00 UTC (", (await LookAsync("2026-03-14T07:00:00Z", null)).Summary, StringComparison.Ordinal);
        Assert.Contains("It is 40 % now", (await LookAsync("2026-03-14T07:00:00Z", "2026-03-14T23:59:00Z")).Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 90, "rose from")]
    [InlineData(90, 10, "fell from")]
    public async Task Look_AtASlopeThatIsOver_SaysItAsPast(double first, double last, string words)
    {
        _metrics.Put("CPUUtilization", "i-0a1b2c3d", [.. Enumerable.Range(0, 60).Select(i => first + ((last - first) * i / 59))]);

        var summary = (await LookAsync("2026-03-13T10:00:00Z", "2026-03-13T11:00:00Z")).Summary;

        Assert.StartsWith($"CPUUtilization {words} 2026-03-13 10:", summary, StringComparison.Ordinal);
        Assert.DoesNotContain("since", summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_ACountThatWasZeroToTheEnd_IsFilledToTheEnd()
    {
        _metrics.Put("HTTPCode_Target_5XX_Count", "app/web/50dc6c495c0c9188", [5, 3, .. Enumerable.Repeat(double.NaN, 58)]);

        var summary = (await RunAsync(
            """{"resource":"app/web/50dc6c495c0c9188","metric":"HTTPCode_Target_5XX_Count","start_time":"2026-03-13T10:00:00Z","end_time":"2026-03-13T11:00:00Z"}""")).Summary;

        Assert.Contains("was 0 from 2026-03-13 10:02 UTC", summary, StringComparison.Ordinal);
        Assert.Contains("It was 0 at the end; 8 from 10:00 to 11:00 UTC on 13 March", summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_WithoutDatapointsThen_SaysWhen()
    {
        _metrics.Known.Add(MetricIdentity.OfInstance("i-0a1b2c3d", "CPUUtilization"));

        Assert.Contains("CloudWatch has no datapoints of it from 10:00 to 11:00 UTC on 13 March;", (await LookAsync("2026-03-13T10:00:00Z", "2026-03-13T11:00:00Z")).Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-03-14T09:00:01Z")]
    [InlineData("2024-12-14T08:59:00Z")]
    public async Task Look_FromWhereNothingIs_IsRefusedBeforeAwsIsAsked(string start)
    {
        var outcome = await new GetCloudWatchMetrics().RunAsync(
            new GetCloudWatchMetrics().Parameters.Validate(Test.Json($$"""{"resource":"i-0a1b2c3d","metric":"CPUUtilization","start_time":"{{start}}"}""")).Value(), Readers(), Moments.Start, Test.Stop);

        Assert.Equal("start_time", outcome.Refusal(ErrorCode.ValidationError).Detail("field"));
        Assert.Empty(_metrics.Calls);
    }

    private AwsReaders Readers() => new(new FakeInstances(), _metrics, new FakeTargetHealth(), new FakeCloudTrailEvents(), new FakeEcsServices(), new FakeServiceScaling(), new FakeTaskDefinitions());

    private Task<OperationAnswer> LookAsync(string start, string? end) => RunAsync(
        $$"""{"resource":"i-0a1b2c3d","metric":"CPUUtilization","start_time":"{{start}}"{{(end is null ? string.Empty : $",\"end_time\":\"{end}\"")}}}""");

    private async Task<OperationAnswer> RunAsync(string given) =>
        (await new GetCloudWatchMetrics().RunAsync(new GetCloudWatchMetrics().Parameters.Validate(Test.Json(given)).Value(), Readers(), Moments.Start, Test.Stop)).Value();
}
