using System.Globalization;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Compat.Tests.CloudWatch;

/// <summary>The client against moto, an independent implementation of the API.</summary>
public sealed class MotoTests(MotoServer moto)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metric_Put_IsListedAndItsDataAreRead()
    {
        using var client = await ClientAsync();
        var now = DateTime.UtcNow;
        await PutAsync(
            "PutMetricData",
            $"Namespace=Compat&MetricData.member.1.MetricName=Load&MetricData.member.1.Value=2.5&MetricData.member.1.Unit=Percent&MetricData.member.1.Timestamp={now.AddMinutes(-5).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}" +
            "&MetricData.member.1.Dimensions.member.1.Name=InstanceId&MetricData.member.1.Dimensions.member.1.Value=i-0abc");

        var listed = await client.ListMetricsAsync(
            new ListMetricsRequest { Namespace = "Compat", Dimensions = [new DimensionFilter { Name = "InstanceId", Value = "i-0abc" }] }, Cancellation);
        var metric = Assert.Single(listed.Metrics);
        var data = await client.GetMetricDataAsync(
            new GetMetricDataRequest
            {
                StartTime = now.AddHours(-1),
                EndTime = now,
                MetricDataQueries = [new MetricDataQuery { Id = "m1", MetricStat = new MetricStat { Metric = metric, Period = 60, Stat = "Average" } }],
            },
            Cancellation);
        var statistics = await client.GetMetricStatisticsAsync(
            new GetMetricStatisticsRequest
            {
                Namespace = "Compat", MetricName = "Load", Dimensions = metric.Dimensions, StartTime = now.AddHours(-1), EndTime = now, Period = 60, Statistics = [Statistic.Maximum],
            },
            Cancellation);

        Assert.Equal("Load", metric.MetricName);
        var result = Assert.Single(data.MetricDataResults);
        Assert.Equal([2.5], result.Values);
        Assert.Equal(DateTimeKind.Utc, Assert.Single(result.Timestamps).Kind);
        Assert.InRange(result.Timestamps[0], now.AddMinutes(-7), now.AddMinutes(-4));
        Assert.Equal(2.5, Assert.Single(statistics.Datapoints).Maximum);
    }

    [Fact]
    public async Task Metrics_MoreThanAPage_ArePagedThrough()
    {
        using var client = await ClientAsync();
        await PutAsync("PutMetricData", "Namespace=Many&" + string.Join('&', Enumerable.Range(1, 501).Select(static number =>
            $"MetricData.member.{number}.MetricName=m{number}&MetricData.member.{number}.Value=1")));

        var first = await client.ListMetricsAsync(new ListMetricsRequest { Namespace = "Many" }, Cancellation);
        var second = await client.ListMetricsAsync(new ListMetricsRequest { Namespace = "Many", NextToken = first.NextToken }, Cancellation);

        Assert.Null(second.NextToken);
        Assert.Equal(501, first.Metrics.Concat(second.Metrics).Select(static metric => metric.MetricName).Distinct().Count());
        Assert.Single(second.Metrics);
    }

    [Fact]
    public async Task Alarm_Put_IsDescribed()
    {
        using var client = await ClientAsync();
        await PutAsync(
            "PutMetricAlarm",
            "AlarmName=described&Namespace=AWS/EC2&MetricName=CPUUtilization&Statistic=Average&Period=60&EvaluationPeriods=1&Threshold=80.5&ComparisonOperator=GreaterThanThreshold");

        var answer = await client.DescribeAlarmsAsync(new DescribeAlarmsRequest { AlarmNames = ["described"] }, Cancellation);
        var forMetric = await client.DescribeAlarmsForMetricAsync(
            new DescribeAlarmsForMetricRequest { Namespace = "AWS/EC2", MetricName = "CPUUtilization" }, Cancellation);

        var alarm = Assert.Single(answer.MetricAlarms);
        Assert.Equal(("described", 80.5, 60, 1), (alarm.AlarmName, alarm.Threshold, alarm.Period, alarm.EvaluationPeriods));
        Assert.Equal((ComparisonOperator.GreaterThanThreshold, Statistic.Average), (alarm.ComparisonOperator, alarm.Statistic));
        Assert.Equal(DateTimeKind.Utc, alarm.StateUpdatedTimestamp!.Value.Kind);
        Assert.Equal("described", Assert.Single(forMetric.MetricAlarms).AlarmName);
    }

    [Fact]
    public async Task Token_Unknown_IsATypedRefusal()
    {
        using var client = await ClientAsync();

        var error = await Assert.ThrowsAsync<InvalidParameterValueException>(() =>
            client.ListMetricsAsync(new ListMetricsRequest { NextToken = "unknown" }, Cancellation));

        Assert.Equal("InvalidParameterValue", error.ErrorCode);
    }

    private async Task PutAsync(string operation, string form) => await MotoCall.FormAsync(
        await moto.AddressAsync(Cancellation), "monitoring", $"Action={operation}&Version=2010-08-01&{form}", Cancellation);

    private async Task<AmazonCloudWatchClient> ClientAsync() =>
        new(FakeCredentials.Basic, FakeCredentials.At<AmazonCloudWatchConfig>(await moto.AddressAsync(Cancellation)));
}
