using System.Globalization;
using System.Xml.Linq;

using OpsAgent.Aws.Readers;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Readers;

public sealed class CloudWatchMetricsTests(Moto moto) : MetricsContract, IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly MetricIdentity Errors = Metric("App", "Errors", ("Service", "web"));

    private MotoAccount _account = null!;

    protected override IMetrics Metrics => new CloudWatchMetrics(_account.Clients);

    public async ValueTask InitializeAsync() => _account = await MotoAccount.OpenAsync(moto);

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task Get_OverMoreThanTwoPages_IsWhole()
    {
        await PutAsync(Errors, 2, End - (10 * Minute), 10);

        // Three times 30 datapoints: pages end within a series.
        var series = await Metrics.GetAsync([.. Enumerable.Repeat(new MetricQuery(Errors, "Sum"), 3)], End - (30 * Minute), End, Minute, Stop);

        Assert.All(series, s => Assert.Equal(Enumerable.Range(0, 30).Select(i => (End - (30 * Minute) + (i * Minute), i < 20 ? 2.0 : 10.0)), s.Points.Select(p => (p.At, p.Value))));
        Assert.Equal(3, series.Count);
    }

    [Fact]
    public async Task Find_OverThreePages_FindsTheOneAtTheEnd()
    {
        // In the order in which they were put.
        await PutManyAsync(45);
        await PutAsync(Errors, 1, End, 1);

        var page = await Metrics.FindAsync("App", "Errors", "web", 10, Stop);

        Assert.Equal((1, false), (page.Metrics.Count, page.Truncated));
        Assert.Equal("web", page.Metrics[0].Dimensions["Service"]);
    }

    [Fact]
    public async Task AlarmsOn_OverThreePages_FindsThemAll()
    {
        var other = Metric("App", "Errors", ("Service", "api"));
        for (var i = 0; i < 45; i++)
        {
            await PutAlarmAsync(string.Create(CultureInfo.InvariantCulture, $"a-{i:d3}"), i % 20 == 0 ? Errors : other, "OK", "Sum", "GreaterThanThreshold", 5, "Not crossed.");
        }

        var page = await Metrics.AlarmsOnAsync(Errors, Stop);

        Assert.Equal(["a-000", "a-020", "a-040"], page.Alarms.Select(a => a.Name));
        Assert.False(page.Truncated);
    }

    // AWS gives such an alarm no MetricName: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html
    [Fact]
    public async Task AlarmsOn_AMetricWithinAnExpression_FindsTheAlarm()
    {
        string[] metric = [.. DimensionsOf(Errors).Select((d, i) => i % 2 == 0 ? $"Metrics.member.1.MetricStat.Metric.{d}" : d)];
        await CloudWatchAsync(
            "PutMetricAlarm",
            [
                "AlarmName", "error-rate", "EvaluationPeriods", "1", "Threshold", "5", "ComparisonOperator", "GreaterThanThreshold",
                "Metrics.member.1.Id", "m1", "Metrics.member.1.ReturnData", "false", "Metrics.member.1.MetricStat.Metric.Namespace", Errors.Namespace,
                "Metrics.member.1.MetricStat.Metric.MetricName", Errors.Name, .. metric, "Metrics.member.1.MetricStat.Period", "60", "Metrics.member.1.MetricStat.Stat", "Sum",
                "Metrics.member.2.Id", "e1", "Metrics.member.2.Expression", "100*m1/60", "Metrics.member.2.ReturnData", "true",
            ]);

        var alarm = Assert.Single((await Metrics.AlarmsOnAsync(Errors, Stop)).Alarms);

        Assert.Equal(("error-rate", "100*m1/60", 5.0, true), (alarm.Name, alarm.Statistic, alarm.Threshold, alarm.OfExpression));
        Assert.Empty((await Metrics.AlarmsOnAsync(Metric("App", "Errors", ("Service", "api")), Stop)).Alarms);
    }

    protected override Task PutAsync(MetricIdentity metric, double before, DateTimeOffset step, double after)
    {
        var (minutes, dimensions) = (Enumerable.Range(-60, 61).Select(m => End + (m * Minute)), DimensionsOf(metric).ToList());
        return PutDataAsync(metric.Namespace, minutes.SelectMany((at, i) => new[]
        {
            $"MetricData.member.{i + 1}.MetricName", metric.Name,
            $"MetricData.member.{i + 1}.Timestamp", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            $"MetricData.member.{i + 1}.Value", (at < step ? before : after).ToString(CultureInfo.InvariantCulture),
        }.Concat(dimensions.Select((d, n) => n % 2 == 0 ? $"MetricData.member.{i + 1}.{d}" : d))));
    }

    protected override async Task PutAlarmAsync(string name, MetricIdentity metric, string state, string statistic, string comparison, double threshold, string reason)
    {
        await CloudWatchAsync(
            "PutMetricAlarm",
            [
                "AlarmName", name, "Namespace", metric.Namespace, "MetricName", metric.Name, "Statistic", statistic, "Period", "60", "EvaluationPeriods", "1",
                "Threshold", threshold.ToString(CultureInfo.InvariantCulture), "ComparisonOperator", comparison, .. DimensionsOf(metric),
            ]);
        await CloudWatchAsync("SetAlarmState", "AlarmName", name, "StateValue", state, "StateReason", reason);
    }

    protected override async Task<IMetrics> FailingAsync(string action, string kind) => new CloudWatchMetrics(await _account.FailingAsync(action, kind));

    private static IEnumerable<string> DimensionsOf(MetricIdentity metric) =>
        metric.Dimensions.SelectMany((d, i) => new[] { $"Dimensions.member.{i + 1}.Name", d.Key, $"Dimensions.member.{i + 1}.Value", d.Value });

    private Task<XDocument> PutManyAsync(int count) => PutDataAsync("App", Enumerable.Range(1, count).SelectMany(i => new[]
    {
        $"MetricData.member.{i}.MetricName", "Errors",
        $"MetricData.member.{i}.Value", "1",
        $"MetricData.member.{i}.Dimensions.member.1.Name", "Service",
        $"MetricData.member.{i}.Dimensions.member.1.Value", string.Create(CultureInfo.InvariantCulture, $"s-{i}"),
    }));

    private Task<XDocument> PutDataAsync(string @namespace, IEnumerable<string> form) => CloudWatchAsync("PutMetricData", ["Namespace", @namespace, .. form]);

    private Task<XDocument> CloudWatchAsync(string operation, params string[] form) => _account.QueryAsync("monitoring", "2010-08-01", operation, form);
}
