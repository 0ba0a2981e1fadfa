using System.Collections.Immutable;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Effects;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

using Microsoft.Extensions.Time.Testing;

namespace OpsAgent.Core.Tests.Approvals.Effects;

public sealed class EffectReaderTests
{
    private const string Balancer = "app/production-web/50dc6c495c0c9188";

    private static readonly Proposal Completed = Proposals.In(ProposalStatus.Completed);

    private readonly FakeTimeProvider _time = new(Completed.EndedAt!.Value + TimeSpan.FromMinutes(5));
    private readonly FakeMetrics _metrics = new();

    private EffectReader Reader => new(_metrics, _time);

    [Theory]
    [InlineData("web-5xx")]
    [InlineData("arn:aws:cloudwatch:us-east-1:123456789012:alarm:web-5xx")]
    public async Task Find_AnAlarmByNameOrArn_KeepsHowItStands(string watch)
    {
        _metrics.AlarmsByName["web-5xx"] = new Alarm("web-5xx", "ALARM", Moments.After(-60));

        Assert.Equal(new WatchedAlarm("web-5xx", "ALARM"), (await Reader.FindAsync(watch, Test.Stop)).Value().Alarm);
    }

    [Fact]
    public async Task Find_NoSuchAlarm_SaysSoAndHowToNameAMetric()
    {
        var refusal = (await Reader.FindAsync("web-6xx", Test.Stop)).Refusal(ErrorCode.ResourceNotFound);

        Assert.Contains("web-6xx", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(" of app/", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTPCode_Target_5XX_Count of app/production-web/50dc6c495c0c9188", true)]
    [InlineData("HTTPCode_Target_5XX_Count of app/production-web/50dc6c495c0c9188 up", false)]
    public async Task Find_AMetric_KnowsWhichWayIsBetter(string watch, bool lowerIsBetter)
    {
        var metric = Known("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", ("LoadBalancer", Balancer));
        Known("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", ("LoadBalancer", Balancer), ("AvailabilityZone", "us-east-1a"));

        var watched = (await Reader.FindAsync(watch, Test.Stop)).Value().Metric!;

        Assert.Equal((metric, "Sum", lowerIsBetter), (watched.Metric, watched.Statistic, watched.LowerIsBetter));
    }

    [Fact]
    public async Task Find_AMetricWithoutABetterWay_AsksForIt()
    {
        var refusal = (await Reader.FindAsync("NetworkIn of i-0a1b2c3d4e5f60001", Test.Stop)).Refusal(ErrorCode.ValidationError);

        Assert.Contains("\"down\" or \"up\"", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_AMetricThatCloudWatchDoesNotKnow_IsRefused() =>
        (await Reader.FindAsync("CPUUtilization of i-0a1b2c3d4e5f60001", Test.Stop)).Refusal(ErrorCode.ResourceNotFound);

    [Theory]
    [InlineData("ALARM", "OK", 1, EffectVerdict.Better)]
    [InlineData("OK", "ALARM", 1, EffectVerdict.Worse)]
    [InlineData("ALARM", "ALARM", -600, EffectVerdict.Same)]
    [InlineData("OK", "OK", -600, EffectVerdict.Same)]
    [InlineData("ALARM", "INSUFFICIENT_DATA", 1, EffectVerdict.Unknown)]
    [InlineData("INSUFFICIENT_DATA", "INSUFFICIENT_DATA", -600, EffectVerdict.Unknown)]
    // It recovered while people decided: that was not the change.
    [InlineData("ALARM", "OK", -1, EffectVerdict.Same)]
    public async Task Look_AnAlarm_IsJudgedByItsStateAndWhenThatBegan(string before, string after, int secondsAfterTheChange, EffectVerdict verdict)
    {
        _metrics.AlarmsByName["web-5xx"] = new Alarm("web-5xx", after, Completed.Execution!.At + TimeSpan.FromSeconds(secondsAfterTheChange));

        var effect = await LookAsync(new WatchedSignal(Alarm: new WatchedAlarm("web-5xx", before)));

        Assert.Equal((verdict, _time.GetUtcNow()), (effect.Verdict, effect.At));
        Assert.Contains("web-5xx", effect.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_AnAlarmThatIsGone_IsUnknown() =>
        Assert.Equal(EffectVerdict.Unknown, (await LookAsync(new WatchedSignal(Alarm: new WatchedAlarm("web-5xx", "ALARM")))).Verdict);

    // The reboot of the tests' proposals was executed and verified within minutes; the last three datapoints are from after it.
    [Theory]
    [InlineData(90, 40, true, EffectVerdict.Better)]
    [InlineData(40, 90, true, EffectVerdict.Worse)]
    [InlineData(90, 40, false, EffectVerdict.Worse)]
    [InlineData(90, 86, true, EffectVerdict.Same)]
    [InlineData(0, 0, true, EffectVerdict.Same)]
    public async Task Look_AMetric_ComparesTheTimeBeforeTheChangeWithThatAfterIt(double before, double after, bool lowerIsBetter, EffectVerdict verdict)
    {
        _metrics.Put("CPUUtilization", "i-0a1b2c3d4e5f60001", [.. Enumerable.Repeat(before, 20), .. Enumerable.Repeat(after, 3)]);

        var effect = await LookAsync(Watched("CPUUtilization", lowerIsBetter));

        Assert.Equal(verdict, effect.Verdict);
        Assert.Contains("in the 15 minutes before it", effect.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_AMetricWithoutDatapointsSince_IsUnknown() =>
        Assert.Equal(EffectVerdict.Unknown, (await LookAsync(Watched("CPUUtilization", lowerIsBetter: true))).Verdict);

    private static WatchedSignal Watched(string metric, bool lowerIsBetter) => new(Metric: new WatchedMetric(
        MetricIdentity.OfInstance("i-0a1b2c3d4e5f60001", metric), "i-0a1b2c3d4e5f60001", "Average", lowerIsBetter));

    private Task<EffectRecord> LookAsync(WatchedSignal watched) => Reader.LookAsync(Completed with { Watch = watched }, Test.Stop);

    private MetricIdentity Known(string @namespace, string name, params (string Name, string Value)[] dimensions)
    {
        var metric = new MetricIdentity(@namespace, name, dimensions.ToImmutableSortedDictionary(d => d.Name, d => d.Value, StringComparer.Ordinal));
        _metrics.Known.Add(metric);
        return metric;
    }
}
