using System.Collections.Immutable;

using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Primitives;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.TestKit;

namespace OpsAgent.Local.Tests.SimulatedCloud;

public sealed class SimulatedMetricsTests
{
    private const string Instance = "i-0a1b2c3d";
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly MetricIdentity Errors = Metric("Errors", ("Service", "web"));
    private static readonly MetricIdentity ErrorsOfOneZone = Metric("Errors", ("Service", "web"), ("Zone", "a"));

    private static readonly CloudFile File = new()
    {
        Instances = [new CloudInstance { InstanceId = Instance, CpuPercent = 90 }, new CloudInstance { InstanceId = "i-0a1b2c3e", State = "stopped" }],
        Metrics =
        [
            Of(ErrorsOfOneZone),
            Of(Errors) with { Unit = "Count", Value = 2, Wavering = 0, Change = new CloudChange { MinutesAgo = 20, Value = 100 } },
            Of(Metric("Memory", ("Service", "web"))) with { Value = 40, Wavering = 0, Change = new CloudChange { MinutesAgo = 30, Value = 80, OverMinutes = 20 } },
            Of(Metric("Noise", ("Service", "web"))) with { Value = 100 },
        ],
        Alarms =
        [
            new CloudAlarm { Name = "quiet", Namespace = "App", Metric = "Errors", Dimensions = Errors.Dimensions, Threshold = 500 },
            new CloudAlarm { Name = "loud", Namespace = "App", Metric = "Errors", Dimensions = Errors.Dimensions, Threshold = 50, State = "ALARM", SinceMinutesAgo = 17, Reason = "Crossed." },
        ],
    };

    [Fact]
    public async Task Get_AStep_StandsAtItsMinuteBeforeTheStart()
    {
        var values = await ValuesAsync(Errors, "Sum", 30, Minute);
        Assert.Equal([.. Enumerable.Repeat(2.0, 10), .. Enumerable.Repeat(100.0, 20)], values);
    }

    [Fact]
    public async Task Get_ARamp_ReachesItsLevelAndStaysThere()
    {
        var values = await ValuesAsync(Metric("Memory", ("Service", "web")), "Average", 40, Minute);
        Assert.Equal((40, 40, 60, 80, 80), (values[0], values[10], values[20], values[30], values[39]));
    }

    [Fact]
    public async Task Get_AfterTheStart_TheChangeStays()
    {
        var series = await Simulated().GetAsync([new MetricQuery(Errors, "Sum")], Moments.Start, Moments.Start + TimeSpan.FromHours(2), Minute, default);
        Assert.All(series[0].Points, p => Assert.Equal(100, p.Value));
    }

    [Fact]
    public async Task Get_AnyStatistic_IsOfTheMinutesOfItsPeriod()
    {
        var noise = Metric("Noise", ("Service", "web"));
        var five = TimeSpan.FromMinutes(5);
        var minutes = await ValuesAsync(noise, "Average", 5, Minute);
        minutes.Sort();

        Assert.Equal(minutes.Average(), Assert.Single(await ValuesAsync(noise, "Average", 5, five)), 6);
        Assert.Equal(minutes.Sum(), Assert.Single(await ValuesAsync(noise, "Sum", 5, five)), 6);
        Assert.Equal(minutes[0], Assert.Single(await ValuesAsync(noise, "Minimum", 5, five)));
        Assert.Equal(minutes[4], Assert.Single(await ValuesAsync(noise, "Maximum", 5, five)));
        Assert.Equal(5, Assert.Single(await ValuesAsync(noise, "SampleCount", 5, five)));
        Assert.Equal(minutes[2], Assert.Single(await ValuesAsync(noise, "p50", 5, five)));
        Assert.Equal(minutes[4], Assert.Single(await ValuesAsync(noise, "p90", 5, five)));
        Assert.Equal(minutes[4], Assert.Single(await ValuesAsync(noise, "p99", 5, five)));
    }

    [Theory]
    [InlineData("p95", 19)]
    [InlineData("p100", 20)]
    [InlineData("p0.1", 1)]
    [InlineData("tm90", 9.5)]
    [InlineData("TM(10%:90%)", 10.5)]
    [InlineData("TM(5:8)", 6.5)]
    [InlineData("IQM", 10.5)]
    [InlineData("tc50", 10)]
    [InlineData("TS(19:)", 39)]
    [InlineData("PR(:5)", 25)]
    [InlineData("WM(10%:90%)", 10.5)]
    [InlineData("WM(:19)", 10.45)]
    public void Statistic_OfTwentySamples_IsAsCloudWatchDefinesIt(string statistic, double value) =>
        Assert.Equal(value, SimulatedStatistic.Of(statistic, [.. Enumerable.Range(1, 20).Select(i => (double)i)]), 6);

    [Fact]
    public async Task Get_AMetricThatIsReportedOnlyWhenNotZero_HasNoDatapointOfZero()
    {
        var rare = Metric("Rare", ("Service", "web"));
        var file = File with
        {
            Metrics = [Of(rare) with { Unit = "Count", Value = 3, Wavering = 0, OnlyWhenNotZero = true, Change = new CloudChange { MinutesAgo = 10, Value = 0 } }],
            Alarms = [],
        };

        Assert.Equal([.. Enumerable.Repeat(3.0, 20)], await ValuesAsync(rare, "Sum", 30, Minute, file));
    }

    [Fact]
    public async Task Get_Twice_AnswersTheSameAndAnotherSeedAnother()
    {
        var noise = Metric("Noise", ("Service", "web"));
        var values = await ValuesAsync(noise, "Average", 60, Minute);

        Assert.Equal(values, await ValuesAsync(noise, "Average", 60, Minute));
        Assert.NotEqual(values, await ValuesAsync(noise, "Average", 60, Minute, File with { Seed = 2 }));
        Assert.All(values, v => Assert.InRange(v, 80, 120));
        Assert.True(values.Distinct().Count() > 30);
    }

    [Fact]
    public async Task Get_ABusyInstance_IsNeverBusierThanItsFileSays() =>
        Assert.All(await ValuesAsync(MetricIdentity.OfInstance(Instance, "CPUUtilization"), "Average", 60, Minute), v => Assert.InRange(v, 72, 90));

    [Fact]
    public async Task Get_NetworkOfAnInstance_IsItsRateTimesThePeriod() =>
        Assert.InRange(Assert.Single(await ValuesAsync(MetricIdentity.OfInstance(Instance, "NetworkIn"), "Sum", 5, TimeSpan.FromMinutes(5))), 20_000 * 300 * 0.8, 20_000 * 300 * 1.2);

    [Fact]
    public async Task Get_AStoppedInstanceOrAnUnknownMetric_HasNoPoints()
    {
        Assert.Empty(await ValuesAsync(MetricIdentity.OfInstance("i-0a1b2c3e", "CPUUtilization"), "Average", 60, Minute));
        Assert.Empty(await ValuesAsync(MetricIdentity.OfInstance(Instance, "DiskReadOps"), "Average", 60, Minute));
        Assert.Empty(await ValuesAsync(Metric("Errors", ("Service", "web"), ("Zone", "b")), "Average", 60, Minute));
    }

    [Fact]
    public async Task Get_TheStartOfTheWindow_BelongsToIt()
    {
        var series = await Simulated().GetAsync([new MetricQuery(Errors, "Sum")], Moments.Start - (3 * Minute), Moments.Start, Minute, default);
        Assert.Equal([Moments.Start - (3 * Minute), Moments.Start - (2 * Minute), Moments.Start - Minute], series[0].Points.Select(p => p.At));
    }

    [Theory]
    [InlineData(null, "CPUUtilization", 1)]
    [InlineData("AWS/EC2", "NetworkOut", 1)]
    [InlineData("App", "CPUUtilization", 0)]
    [InlineData("AWS/EC2", "Nonsense", 0)]
    public async Task Find_OfAnInstance_KnowsWhatEveryInstanceHas(string? @namespace, string metric, int count) =>
        Assert.Equal(count, (await Simulated().FindAsync(@namespace, metric, Instance, 10, default)).Metrics.Count);

    [Fact]
    public async Task AlarmsOn_AMetric_AreThoseOnExactlyItAndTheLoudFirst()
    {
        var alarms = (await Simulated().AlarmsOnAsync(Errors, default)).Alarms;

        Assert.Equal(["loud", "quiet"], alarms.Select(a => a.Name));
        Assert.Equal(new MetricAlarm("loud", "ALARM", Moments.Start - (17 * Minute), "Average", "GreaterThanThreshold", 50, "Crossed."), alarms[0]);
        Assert.Empty((await Simulated().AlarmsOnAsync(ErrorsOfOneZone, default)).Alarms);
    }

    [Theory]
    [InlineData("cloudwatch:GetMetricData")]
    [InlineData("cloudwatch:ListMetrics")]
    [InlineData("cloudwatch:DescribeAlarms")]
    public async Task Anything_WithAFault_MeetsItThereAndNowhereElse(string action)
    {
        var metrics = Simulated(File with { Faults = [new CloudFault { Action = action, Kind = "throttled" }] });
        var calls = new Dictionary<string, Func<Task>>
        {
            ["cloudwatch:GetMetricData"] = () => metrics.GetAsync([new MetricQuery(Errors, "Sum")], Moments.Start - Minute, Moments.Start, Minute, default),
            ["cloudwatch:ListMetrics"] = () => metrics.FindAsync(null, "Errors", "web", 1, default),
            ["cloudwatch:DescribeAlarms"] = () => metrics.AlarmsOnAsync(Errors, default),
        };

        foreach (var (name, call) in calls)
        {
            var failure = await Record.ExceptionAsync(call);
            Assert.Equal(name == action, failure is AwsException { Code: ErrorCode.AwsThrottled });
        }
    }

    private static MetricIdentity Metric(string name, params (string Name, string Value)[] dimensions) =>
        new("App", name, dimensions.ToImmutableSortedDictionary(d => d.Name, d => d.Value, StringComparer.Ordinal));

    private static CloudMetric Of(MetricIdentity metric) => new() { Namespace = metric.Namespace, Name = metric.Name, Dimensions = metric.Dimensions, Value = 1 };

    private static SimulatedMetrics Simulated(CloudFile? file = null) =>
        new(file ?? File, Moments.Start, new FaultInjector((file ?? File).Faults, 1, TimeProvider.System));

    private static async Task<List<double>> ValuesAsync(MetricIdentity metric, string statistic, int minutes, TimeSpan period, CloudFile? file = null) =>
        [.. (await Simulated(file).GetAsync([new MetricQuery(metric, statistic)], Moments.Start - (minutes * Minute), Moments.Start, period, default))[0].Points.Select(p => p.Value)];
}
