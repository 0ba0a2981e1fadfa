using System.Collections.Immutable;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit.Contracts;

/// <summary>What every reader of metrics must do: the MUST sentences of <see cref="IMetrics"/> as tests.</summary>
public abstract class MetricsContract
{
    /// <summary>One sample a minute is there from an hour before to this moment.</summary>
    protected static readonly DateTimeOffset End = Moments.Start;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly DateTimeOffset Step = End - (18 * Minute);
    private static readonly MetricIdentity Errors = Metric("App", "Errors", ("Service", "web"));
    private static readonly MetricIdentity Latency = Metric("App", "Latency", ("Service", "web"), ("Zone", "a"));

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The reader of an account that had no metric before this test.</summary>
    protected abstract IMetrics Metrics { get; }

    /// <summary>Puts a metric there whose every sample before a moment is one value and from it on another.</summary>
    protected abstract Task PutAsync(MetricIdentity metric, double before, DateTimeOffset step, double after);

    /// <summary>Puts an alarm there on a metric that was put.</summary>
    protected abstract Task PutAlarmAsync(string name, MetricIdentity metric, string state, string statistic, string comparison, double threshold, string reason);

    /// <returns>A reader of the same account, where every call of the IAM action fails in one of the ways of <see cref="CloudFailure"/>.</returns>
    protected abstract Task<IMetrics> FailingAsync(string action, string kind);

    // 18 minutes ago lies two minutes into the period from 20 to 15 minutes ago.
    [Theory]
    [InlineData("Average", 2, 6.8, 10)]
    [InlineData("Sum", 10, 34, 50)]
    [InlineData("Minimum", 2, 2, 10)]
    [InlineData("Maximum", 2, 10, 10)]
    [InlineData("SampleCount", 5, 5, 5)]
    public async Task Get_AStatistic_IsOfThePeriodsSamples_OldestFirst(string statistic, double before, double meanwhile, double after)
    {
        await PutAsync(Errors, 2, Step, 10);

        var series = await GetAsync(5 * Minute, new MetricQuery(Errors, statistic));

        var points = Assert.Single(series).Points;
        Assert.Equal(Enumerable.Range(0, 6).Select(i => End - (30 * Minute) + (5 * i * Minute)), points.Select(p => p.At));
        Assert.Equal([before, before, meanwhile, after, after, after], points.Select(p => Math.Round(p.Value, 6)));
    }

    [Fact]
    public async Task Get_TheWindow_HoldsItsStartAndNotItsEnd()
    {
        await PutAsync(Errors, 2, Step, 10);

        var points = (await Metrics.GetAsync([new MetricQuery(Errors, "Sum")], End - (3 * Minute), End - Minute, Minute, Stop))[0].Points;

        Assert.Equal([End - (3 * Minute), End - (2 * Minute)], points.Select(p => p.At));
    }

    [Fact]
    public async Task Get_SeveralQueries_AnswersASeriesForEachInTheirOrder()
    {
        await PutAsync(Errors, 2, Step, 10);
        await PutAsync(Latency, 7, Step, 7);
        var unknown = Metric("App", "Errors", ("Service", "Web"));
        var coarser = Metric("App", "Latency", ("Service", "web"));

        var series = await GetAsync(
            30 * Minute, new(Latency, "Maximum"), new(unknown, "Sum"), new(Errors, "Minimum"), new(coarser, "Sum"), new(Errors, "Maximum"));

        Assert.Equal([7, null, 2, null, 10], series.Select(s => s.Points is [var only] ? only.Value : (double?)null));
        Assert.Equal([1, 0, 1, 0, 1], series.Select(s => s.Points.Count));
    }

    [Fact]
    public async Task Get_MoreQueriesThanOneCallTakes_AnswersAll()
    {
        await PutAsync(Errors, 2, Step, 2);
        await PutAsync(Latency, 7, Step, 7);

        var series = await GetAsync(30 * Minute, [.. Enumerable.Range(0, 503).Select(i => new MetricQuery(i % 2 == 0 ? Errors : Latency, "Average"))]);

        Assert.Equal(Enumerable.Range(0, 503).Select(i => i % 2 == 0 ? 2.0 : 7.0), series.Select(s => Assert.Single(s.Points).Value));
    }

    [Fact]
    public async Task Get_WithoutAQuery_IsEmpty() => Assert.Empty(await GetAsync(Minute));

    [Fact]
    public async Task Find_ByADimensionsValue_AnswersTheFewestDimensionsFirst_ThenByNamespaceAndDimensions()
    {
        var inOrder = new[]
        {
            Metric("App", "Errors", ("Cluster", "web")),
            Metric("App", "Errors", ("Service", "web")),
            Metric("Base", "Errors", ("Service", "web")),
            Metric("App", "Errors", ("Service", "web"), ("Zone", "a")),
            Metric("App", "Errors", ("Service", "web"), ("Zone", "b")),
        };
        foreach (var metric in inOrder.Reverse())
        {
            await PutAsync(metric, 1, Step, 1);
        }

        Assert.Equal(inOrder.Select(Words), await NamesAsync(null, "Errors", "web"));
        Assert.Equal(inOrder.Where(m => m.Namespace == "App").Select(Words), await NamesAsync("App", "Errors", "web"));
        Assert.Equal(inOrder[3..4].Select(Words), await NamesAsync(null, "Errors", "a"));
        foreach (var (@namespace, name, value) in new[] { ("Other", "Errors", "web"), ("App", "errors", "web"), ("App", "Errors", "Web"), ("App", "Errors", "we"), ("App", "Errors", "Service") })
        {
            Assert.Empty(await NamesAsync(@namespace, name, value));
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task Find_MoreThanTheLimit_AnswersTheFirstAndSaysSo(int limit, bool truncated)
    {
        await PutAsync(Metric("App", "Errors", ("Service", "web"), ("Zone", "a")), 1, Step, 1);
        await PutAsync(Errors, 1, Step, 1);

        var page = await Metrics.FindAsync("App", "Errors", "web", limit, Stop);

        Assert.Equal((limit, truncated), (page.Metrics.Count, page.Truncated));
        Assert.Equal(Words(Errors), Words(page.Metrics[0]));
    }

    [Fact]
    public async Task AlarmsOn_AMetric_AreThoseOnExactlyIt_TheLoudFirstThenByName()
    {
        await PutAsync(Errors, 1, Step, 1);
        await PutAsync(Latency, 1, Step, 1);
        await PutAlarmAsync("b-quiet", Errors, "OK", "Sum", "GreaterThanThreshold", 5, "Not crossed.");
        await PutAlarmAsync("a-blind", Errors, "INSUFFICIENT_DATA", "Sum", "GreaterThanThreshold", 5, "No data.");
        await PutAlarmAsync("d-loud", Errors, "ALARM", "Maximum", "LessThanOrEqualToThreshold", 2.5, "Crossed.");
        await PutAlarmAsync("c-loud", Errors, "ALARM", "Average", "GreaterThanOrEqualToThreshold", 50, "Crossed.");
        await PutAlarmAsync("other", Latency, "ALARM", "Sum", "GreaterThanThreshold", 5, "Crossed.");

        var page = await Metrics.AlarmsOnAsync(Errors, Stop);

        Assert.Equal(["c-loud", "d-loud", "a-blind", "b-quiet"], page.Alarms.Select(a => a.Name));
        Assert.Equal(["ALARM", "ALARM", "INSUFFICIENT_DATA", "OK"], page.Alarms.Select(a => a.State));
        var loud = page.Alarms[1];
        Assert.Equal(("Maximum", "LessThanOrEqualToThreshold", 2.5, "Crossed."), (loud.Statistic, loud.Comparison, loud.Threshold, loud.Reason));
        Assert.NotEqual(default, loud.Since);
        Assert.False(page.Truncated);
        Assert.Empty((await Metrics.AlarmsOnAsync(Metric("App", "Latency", ("Service", "web")), Stop)).Alarms);
    }

    [Fact]
    public async Task FindAlarm_ByName_SaysHowItStandsAndSinceWhen()
    {
        await PutAsync(Errors, 1, Step, 1);
        await PutAlarmAsync("loud", Errors, "ALARM", "Sum", "GreaterThanThreshold", 5, "Crossed.");
        await PutAlarmAsync("loud-too", Errors, "OK", "Sum", "GreaterThanThreshold", 5, "Not crossed.");

        var alarm = (await Metrics.FindAlarmAsync("loud", Stop))!;

        Assert.Equal(("loud", "ALARM"), (alarm.Name, alarm.State));
        Assert.NotEqual(default, alarm.Since);
        Assert.Null(await Metrics.FindAlarmAsync("lou", Stop));
    }

    [Fact]
    public async Task FindAlarm_ByName_SaysWhatItLooksAtAndWhy()
    {
        await PutAsync(Latency, 1, Step, 1);
        await PutAlarmAsync("slow", Latency, "ALARM", "Maximum", "LessThanOrEqualToThreshold", 2.5, "Crossed.");

        var calls = CallCount.Begin();
        var alarm = (await Metrics.FindAlarmAsync("slow", Stop))!;

        Assert.Equal(1, calls.Total);
        Assert.True(Assert.Single(alarm.Metrics).IsOf(Latency.Namespace, Latency.Name, Latency.Dimensions));
        Assert.Equal(("Maximum", Minute, "LessThanOrEqualToThreshold", 2.5, "Crossed."), (alarm.Statistic, alarm.Period, alarm.Comparison, alarm.Threshold, alarm.Reason));
        Assert.Equal((null, null, false), (alarm.Expression, alarm.MissingData, alarm.IsComposite));
        Assert.True(alarm.OnMetric().HasThreshold);
    }

    [Fact]
    public async Task FiringAlarms_OfAll_AreThoseInAlarmWithWhatTheyLookAt()
    {
        await PutAsync(Errors, 1, Step, 2);
        await PutAsync(Latency, 1, Step, 2);
        await PutAlarmAsync("quiet", Errors, "OK", "Sum", "GreaterThanThreshold", 5, "Not crossed.");
        await PutAlarmAsync("blind", Errors, "INSUFFICIENT_DATA", "Sum", "GreaterThanThreshold", 5, "No data.");
        await PutAlarmAsync("loud", Errors, "ALARM", "Maximum", "GreaterThanThreshold", 5, "Crossed.");
        await PutAlarmAsync("slow", Latency, "ALARM", "Average", "GreaterThanThreshold", 5, "Crossed.");

        var calls = CallCount.Begin();
        var page = await Metrics.FiringAlarmsAsync(10, Stop);

        Assert.Equal(["loud", "slow"], page.Alarms.Select(a => a.Name).Order(StringComparer.Ordinal));
        var loud = page.Alarms.Single(a => a.Name == "loud");
        Assert.Equal(("Crossed.", "Maximum", false), (loud.Reason, loud.Statistic, loud.IsComposite));
        Assert.True(loud.Metric!.IsOf(Errors.Namespace, Errors.Name, Errors.Dimensions));
        Assert.NotEqual(default, loud.Since);
        Assert.False(page.Truncated);
        Assert.Equal(1, calls.Total);
        Assert.True((await Metrics.FiringAlarmsAsync(1, Stop)) is { Truncated: true, Alarms.Count: 1 });
    }

    [Theory]
    [MemberData(nameof(CloudFailure.Kinds), MemberType = typeof(CloudFailure))]
    public async Task EveryCall_AwsFails_NamesActionAndResource(string kind, ErrorCode code)
    {
        await PutAsync(Errors, 1, Step, 1);
        var calls = new (string Action, Func<IMetrics, Task> Call)[]
        {
            ("cloudwatch:GetMetricData", m => m.GetAsync([new MetricQuery(Errors, "Sum")], End - Minute, End, Minute, Stop)),
            ("cloudwatch:ListMetrics", m => m.FindAsync(null, "Errors", "web", 10, Stop)),
            ("cloudwatch:DescribeAlarms", m => m.AlarmsOnAsync(Errors, Stop)),
            ("cloudwatch:DescribeAlarms", m => m.FindAlarmAsync("loud", Stop)),
            ("cloudwatch:DescribeAlarms", m => m.PartsOfAlarmAsync("loud", Stop)),
        };
        foreach (var (action, call) in calls)
        {
            var failing = await FailingAsync(action, kind);
            await CloudFailure.ToldAsync(() => call(failing), action, code);
        }
    }

    protected static MetricIdentity Metric(string @namespace, string name, params (string Name, string Value)[] dimensions) =>
        new(@namespace, name, dimensions.ToImmutableSortedDictionary(d => d.Name, d => d.Value, StringComparer.Ordinal));

    private static string Words(MetricIdentity metric) => $"{metric.Namespace} {metric.Name} {string.Join(',', metric.Dimensions.Select(d => $"{d.Key}={d.Value}"))}";

    private Task<IReadOnlyList<MetricSeries>> GetAsync(TimeSpan period, params MetricQuery[] queries) =>
        Metrics.GetAsync(queries, End - (30 * Minute), End, period, Stop);

    private async Task<IEnumerable<string>> NamesAsync(string? @namespace, string name, string value)
    {
        var page = await Metrics.FindAsync(@namespace, name, value, 10, Stop);
        Assert.False(page.Truncated);
        return page.Metrics.Select(Words);
    }
}
