using System.Collections.Immutable;
using System.Text.Json;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations;

public sealed class GetCloudWatchMetricsTests
{
    private const string Balancer = "app/production-web/50dc6c495c0c9188";
    private const string Group = "targetgroup/web/6d0ecf831eec9f09";
    private const string Elb = "arn:aws:elasticloadbalancing:us-east-1:123456789012";

    private readonly FakeMetrics _metrics = new();

    [Theory]
    [InlineData("i-0a1b2c3d", true)]
    [InlineData("arn:aws:ec2:us-east-1:123456789012:instance/i-0a1b2c3d4e5f60001", true)]
    [InlineData(Balancer, true)]
    [InlineData("net/edge/50dc6c495c0c9188", true)]
    [InlineData(Group, true)]
    [InlineData("production/web", true)]
    [InlineData("arn:aws-us-gov:ecs:us-gov-west-1:123456789012:service/production/web", true)]
    [InlineData("orders-db", false)]
    [InlineData("i-0a1b2c3d4", false)]
    [InlineData("arn:aws:rds:us-east-1:123456789012:db:orders-db", false)]
    public void Parameters_WithoutANamespace_AreTakenWhereTheResourceSaysIt(string resource, bool taken)
    {
        var outcome = new GetCloudWatchMetrics().Parameters.Validate(Test.Json($$"""{"resource":"{{resource}}","metric":"CPUUtilization"}"""));

        Assert.Equal(taken, outcome.Succeeded(out _, out _));
        if (!taken)
        {
            Assert.Equal("namespace", outcome.Refusal(ErrorCode.ValidationError).Detail("field"));
        }
    }

    [Theory]
    [InlineData("resource", "orders-db", true)]
    [InlineData("resource", "", false)]
    [InlineData("resource", "orders db", false)]
    [InlineData("resource", "orders;drop", false)]
    [InlineData("resource", "$(id)", false)]
    [InlineData("resource", "a'OR'1", false)]
    [InlineData("metric", "mem_used_percent", true)]
    [InlineData("metric", "CPU*", false)]
    [InlineData("metric", "SELECT AVG(x)", false)]
    [InlineData("metric", "", false)]
    [InlineData("namespace", "ECS/ContainerInsights", true)]
    [InlineData("namespace", "AWS/RDS;x", false)]
    [InlineData("namespace", "AWS RDS", false)]
    [InlineData("time_window", "7d", true)]
    [InlineData("time_window", "8d", false)]
    [InlineData("time_window", "1m", false)]
    [InlineData("statistic", "p90", true)]
    [InlineData("statistic", "p95", false)]
    [InlineData("statistic", "average", false)]
    [InlineData("period", "60", false)]
    public void Parameters_OneOfThem_IsTakenOrRefusedByName(string name, string value, bool taken)
    {
        var given = new System.Text.Json.Nodes.JsonObject { ["resource"] = "orders-db", ["metric"] = "CPUUtilization", ["namespace"] = "AWS/RDS" };
        given[name] = value;
        var outcome = new GetCloudWatchMetrics().Parameters.Validate(given.ToElement());

        Assert.Equal(taken, outcome.Succeeded(out _, out _));
        if (!taken)
        {
            Assert.Equal(name, outcome.Refusal(ErrorCode.ValidationError).Detail("field"));
        }
    }

    [Theory]
    [InlineData("""{"metric":"CPUUtilization"}""", "resource")]
    [InlineData("""{"resource":"i-0a1b2c3d"}""", "metric")]
    public void Parameters_WithoutARequiredOne_AreRefused(string given, string field) =>
        Assert.Equal(field, new GetCloudWatchMetrics().Parameters.Validate(Test.Json(given)).Refusal(ErrorCode.ValidationError).Detail("field"));

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void Parameters_LongNames_EndAtTwoHundredFiftyFive(int length, bool taken)
    {
        var name = new string('a', length);
        foreach (var given in new[]
        {
            $$"""{"resource":"{{name}}","metric":"m","namespace":"n"}""",
            $$"""{"resource":"r","metric":"{{name}}","namespace":"n"}""",
            $$"""{"resource":"r","metric":"m","namespace":"{{name}}"}""",
        })
        {
            Assert.Equal(taken, new GetCloudWatchMetrics().Parameters.Validate(Test.Json(given)).Succeeded(out _, out _));
        }
    }

    [Fact]
    public void Parameters_Defaults_AreAnHourOfAverages()
    {
        var arguments = Arguments("""{"resource":"i-0a1b2c3d","metric":"CPUUtilization"}""");
        Assert.Equal(("1h", "Average"), (arguments.Text("time_window"), arguments.Text("statistic")));
    }

    [Theory]
    [InlineData("i-0a1b2c3d", "AWS/EC2", "InstanceId=i-0a1b2c3d")]
    [InlineData("arn:aws:ec2:us-east-1:123456789012:instance/i-0a1b2c3d", "AWS/EC2", "InstanceId=i-0a1b2c3d")]
    [InlineData(Balancer, "AWS/ApplicationELB", "LoadBalancer=" + Balancer)]
    [InlineData(Elb + ":loadbalancer/" + Balancer, "AWS/ApplicationELB", "LoadBalancer=" + Balancer)]
    [InlineData("net/edge/50dc6c495c0c9188", "AWS/NetworkELB", "LoadBalancer=net/edge/50dc6c495c0c9188")]
    [InlineData("production/web", "AWS/ECS", "ClusterName=production,ServiceName=web")]
    [InlineData("arn:aws:ecs:us-east-1:123456789012:service/production/web", "AWS/ECS", "ClusterName=production,ServiceName=web")]
    public async Task Look_AtAResourceThatSaysItself_AsksForExactlyItsMetric(string resource, string @namespace, string dimensions)
    {
        _metrics.Put("M", dimensions.Split('=')[^1], 1);

        await LookAsync($$"""{"resource":"{{resource}}","metric":"M"}""");

        var query = Assert.Single(Assert.Single(_metrics.Calls).Queries);
        Assert.Equal((@namespace, "M", "Average"), (query.Metric.Namespace, query.Metric.Name, query.Statistic));
        Assert.Equal(dimensions, string.Join(',', query.Metric.Dimensions.Select(d => $"{d.Key}={d.Value}")));
    }

    [Theory]
    [InlineData(Group)]
    [InlineData(Elb + ":" + Group)]
    public async Task Look_AtATargetGroup_FindsTheLoadBalancerThatItsMetricNeeds(string resource)
    {
        _metrics.Known.Add(Metric("AWS/ApplicationELB", "HealthyHostCount", ("TargetGroup", Group), ("LoadBalancer", Balancer)));
        _metrics.Put("HealthyHostCount", Group, 2);

        var finding = await FindingAsync($$"""{"resource":"{{resource}}","metric":"HealthyHostCount"}""");

        Assert.Equal(Balancer, finding.Details().GetProperty("dimensions").GetProperty("LoadBalancer").GetString());
        Assert.Equal(2, finding.Details().GetProperty("statistics").GetProperty("current").GetDouble());
    }

    [Fact]
    public async Task Look_AtAMetricWithMoreDimensionsThanTheResourceSays_TakesOneAndNamesTheOthers()
    {
        _metrics.Known.Add(Metric("AWS/ApplicationELB", "HealthyHostCount", ("TargetGroup", Group), ("LoadBalancer", Balancer)));
        _metrics.Known.Add(Metric("AWS/ApplicationELB", "HealthyHostCount", ("TargetGroup", "targetgroup/api/943f017f100becff"), ("LoadBalancer", Balancer)));
        _metrics.Put("HealthyHostCount", Group, 1);

        var finding = await FindingAsync($$"""{"resource":"{{Balancer}}","metric":"HealthyHostCount"}""");

        Assert.Contains($"One more metric of that name has this resource as a dimension; this is LoadBalancer={Balancer}, TargetGroup={Group}.", finding.Summary, StringComparison.Ordinal);
        Assert.Equal("targetgroup/api/943f017f100becff", finding.Details().GetProperty("other_metrics")[0].GetProperty("TargetGroup").GetString());
    }

    [Fact]
    public async Task Look_InANamespaceOfItsOwn_FindsTheMetricByTheResource()
    {
        _metrics.Known.Add(Metric("CWAgent", "mem_used_percent", ("InstanceId", "i-0a1b2c3d"), ("ImageId", "ami-1")));
        _metrics.Put("mem_used_percent", "i-0a1b2c3d", 40);

        var finding = await FindingAsync("""{"resource":"i-0a1b2c3d","metric":"mem_used_percent","namespace":"CWAgent"}""");

        Assert.Equal(("CWAgent", "ami-1"), (finding.Details().GetProperty("namespace").GetString(), finding.Details().GetProperty("dimensions").GetProperty("ImageId").GetString()));
        Assert.Equal(JsonValueKind.Null, finding.Details().GetProperty("unit").ValueKind);
    }

    [Fact]
    public async Task Look_AtAServiceWhoseNameAnotherClusterHasToo_DoesNotTakeTheOther()
    {
        _metrics.Known.Add(Metric("AWS/ECS", "CPUUtilization", ("ClusterName", "staging"), ("ServiceName", "web")));

        var outcome = await LookAsync("""{"resource":"production/web","metric":"CPUUtilization"}""");

        outcome.Refusal(ErrorCode.ResourceNotFound);
    }

    [Fact]
    public async Task Look_AtAnUnknownMetric_IsRefusedWithWhatToDo()
    {
        var refusal = (await LookAsync("""{"resource":"i-0a1b2c3d","metric":"CpuUtilization"}""")).Refusal(ErrorCode.ResourceNotFound);

        Assert.Contains("case-sensitive", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("aws cloudwatch list-metrics --namespace AWS/EC2", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(("i-0a1b2c3d", "CpuUtilization", "AWS/EC2"), (refusal.Detail("resource"), refusal.Detail("metric"), refusal.Detail("namespace")));
    }

    [Fact]
    public async Task Look_AtAnUnknownMetricWhereNotAllWereLookedAt_DoesNotSayThatThereIsNone()
    {
        _metrics.Truncated = true;

        var refusal = (await LookAsync("""{"resource":"i-0a1b2c3d","metric":"CpuUtilization"}""")).Refusal(ErrorCode.ResourceNotFound);

        Assert.StartsWith("Among the metrics CpuUtilization in AWS/EC2 that were looked at is none for i-0a1b2c3d; there are more.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_WhereNotAllAlarmsWereLookedAt_DoesNotSayThatThereIsNone()
    {
        _metrics.Put("CPUUtilization", "i-0a1b2c3d", 10, 10, 10, 10, 10, 10);
        _metrics.Truncated = true;

        var finding = await FindingAsync("""{"resource":"i-0a1b2c3d","metric":"CPUUtilization"}""");

        Assert.EndsWith("No alarm that was looked at watches it. There are more alarms than these.", finding.Summary, StringComparison.Ordinal);
        Assert.True(finding.Details().GetProperty("truncated").GetBoolean());
    }

    [Theory]
    [InlineData(20, false)]
    [InlineData(21, true)]
    public async Task Look_AtAMetricOfManyAlarms_ShowsTwentyAndSaysSo(int count, bool truncated)
    {
        _metrics.Put("CPUUtilization", "i-0a1b2c3d", 10, 10, 10, 10, 10, 10);
        _metrics.Alarms["CPUUtilization"] = [.. Enumerable.Range(0, count).Select(i => new MetricAlarm($"a-{i:d2}", "OK", Moments.Start, "Sum", "GreaterThanThreshold", 5, "r"))];

        var finding = await FindingAsync("""{"resource":"i-0a1b2c3d","metric":"CPUUtilization"}""");

        Assert.Equal(20, finding.Details().GetProperty("alarms").GetArrayLength());
        Assert.Equal(truncated, finding.Details().GetProperty("truncated").GetBoolean());
    }

    [Fact]
    public async Task Look_AtAKnownMetricWithoutDatapoints_SaysThatThereAreNone()
    {
        _metrics.Known.Add(MetricIdentity.OfInstance("i-0a1b2c3d", "CPUUtilization"));

        var finding = await FindingAsync("""{"resource":"i-0a1b2c3d","metric":"CPUUtilization"}""");

        Assert.Contains("CloudWatch has no datapoints of it for the last hour", finding.Summary, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, finding.Details().GetProperty("statistics").ValueKind);
        Assert.Equal("unknown", finding.Details().GetProperty("trend").GetProperty("direction").GetString());
        Assert.Single(_metrics.Calls);
    }

    [Fact]
    public async Task Look_AtAnIncident_SaysTheAlarmThenTheChangeThenTheLevel()
    {
        _metrics.Put("HTTPCode_Target_5XX_Count", Balancer, [.. Enumerable.Repeat(2.0, 36), .. Enumerable.Repeat(180.0, 24)]);
        _metrics.Alarms["HTTPCode_Target_5XX_Count"] =
        [
            new MetricAlarm("web-5xx", "ALARM", Moments.Start - TimeSpan.FromMinutes(21), "Sum", "GreaterThanThreshold", 50, "Threshold Crossed."),
            new MetricAlarm("web-5xx-flood", "OK", Moments.Start - TimeSpan.FromDays(3), "Sum", "GreaterThanThreshold", 1000, "Not crossed."),
        ];

        var finding = await FindingAsync($$"""{"resource":"{{Balancer}}","metric":"HTTPCode_Target_5XX_Count","statistic":"Sum"}""");

        Assert.Equal(
            "Alarm web-5xx is in ALARM since 08:39 UTC (21 minutes ago): Sum above 50. "
            + "HTTPCode_Target_5XX_Count stepped up at 08:36 UTC (24 minutes ago), from about 2 to about 180. "
            + "It is 180 now and was 73.2 on average over the last hour (lowest 2, peak 180; Sum per minute). "
            + "Alarm web-5xx-flood is OK.",
            finding.Summary);
        Assert.Equal(
            """[{"name":"web-5xx","state":"ALARM","since":"2026-03-14T08:39:00.000Z","statistic":"Sum","comparison":"GreaterThanThreshold","threshold":50,"reason":"Threshold Crossed."},{"name":"web-5xx-flood","state":"OK","since":"2026-03-11T09:00:00.000Z","statistic":"Sum","comparison":"GreaterThanThreshold","threshold":1000,"reason":"Not crossed."}]""",
            finding.Details().GetProperty("alarms").GetRawText());
        Assert.Equal(
            """{"direction":"step_up","since":"2026-03-14T08:36:00.000Z","before":2,"after":180,"words":"stepped up at 08:36 UTC (24 minutes ago), from about 2 to about 180"}""",
            finding.Details().GetProperty("trend").GetRawText());
    }

    [Fact]
    public async Task Look_AnAlarmOnAnExpression_IsNamedWithoutTheMetricsUnit()
    {
        _metrics.Put("CPUUtilization", "i-0a1b2c3d", 10, 10, 10);
        _metrics.Alarms["CPUUtilization"] = [new MetricAlarm("rate", "ALARM", Moments.Start, "100*m1/m2", "GreaterThanThreshold", 5, "r", OfExpression: true)];

        Assert.StartsWith("Alarm rate is in ALARM since 09:00 UTC", (await FindingAsync("""{"resource":"i-0a1b2c3d","metric":"CPUUtilization","time_window":"15m"}""")).Summary, StringComparison.Ordinal);
        Assert.Contains(": 100*m1/m2 above 5. ", (await FindingAsync("""{"resource":"i-0a1b2c3d","metric":"CPUUtilization","time_window":"15m"}""")).Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_AtAQuietMetric_AnswersEveryField()
    {
        _metrics.Put("CPUUtilization", "i-0a1b2c3d", 10, 10.5, 9.5, 10, 10.12345, 9.9);

        var finding = await FindingAsync("""{"resource":"i-0a1b2c3d","metric":"CPUUtilization","time_window":"15m"}""");

        Assert.Equal(
            "CPUUtilization is steady. It is 9.9 % now and was 10 % on average over the last 15 minutes (lowest 9.5 %, peak 10.5 %; Average per minute). No alarm watches it (composite alarms and queries over many metrics aside).",
            finding.Summary);
        Assert.Equal(
            """{"namespace":"AWS/EC2","metric":"CPUUtilization","dimensions":{"InstanceId":"i-0a1b2c3d"},"statistic":"Average","unit":"Percent","time_window":"15m","period_seconds":60,"statistics":{"current":9.9,"average":10,"minimum":9.5,"maximum":10.5,"count":6},"trend":{"direction":"steady","since":null,"before":10.0039,"after":10.0039,"words":"is steady"},"truncated":false,"alarms":[],"other_metrics":[],"datapoints":[{"at":"2026-03-14T08:54:00.000Z","value":10},{"at":"2026-03-14T08:55:00.000Z","value":10.5},{"at":"2026-03-14T08:56:00.000Z","value":9.5},{"at":"2026-03-14T08:57:00.000Z","value":10},{"at":"2026-03-14T08:58:00.000Z","value":10.1234},{"at":"2026-03-14T08:59:00.000Z","value":9.9}]}""",
            finding.Details().GetRawText());
    }

    [Fact]
    public async Task Look_AtTheAverageOfACount_SaysWhichStatisticCounts()
    {
        _metrics.Put("RequestCount", Balancer, 1, 1, 1, 1, 1, 1);

        Assert.EndsWith("For a count, statistic=Sum says how many.", (await FindingAsync($$"""{"resource":"{{Balancer}}","metric":"RequestCount"}""")).Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5m", 1)]
    [InlineData("15m", 1)]
    [InlineData("1h", 1)]
    [InlineData("3h", 1)]
    [InlineData("6h", 5)]
    [InlineData("12h", 5)]
    [InlineData("24h", 15)]
    [InlineData("3d", 30)]
    [InlineData("7d", 60)]
    public async Task Look_AnyWindow_AsksForWholePeriodsOfWhichAtMostTwoHundredFit(string window, int minutes)
    {
        _metrics.Put("CPUUtilization", "i-0a1b2c3d", 1);

        await new GetCloudWatchMetrics().RunAsync(
            Arguments($$"""{"resource":"i-0a1b2c3d","metric":"CPUUtilization","time_window":"{{window}}"}"""), Cloud(), Moments.After(59 * 60 + 59), Test.Stop);

        var call = Assert.Single(_metrics.Calls);
        Assert.Equal(TimeSpan.FromMinutes(minutes), call.Period);
        Assert.Equal(TimeWindow.Parse(window), call.To - call.From);
        Assert.Equal(0, call.To.UtcTicks % call.Period.Ticks);
        Assert.True((call.To - call.From) / call.Period <= 200);
    }

    [Fact]
    public async Task Look_LongPeriods_DoNotCallTheirLastOneNow()
    {
        _metrics.Put("CPUUtilization", "i-0a1b2c3d", [.. Enumerable.Repeat(10.0, 168)]);

        var summary = (await FindingAsync("""{"resource":"i-0a1b2c3d","metric":"CPUUtilization","time_window":"7d"}""")).Summary;

        Assert.Contains("It was 10 % in the last whole hour and 10 % on average over the last 7 days", summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_CloudWatchAnswersMore_KeepsTheNewestTwoHundred()
    {
        _metrics.Put("CPUUtilization", "i-0a1b2c3d", [.. Enumerable.Range(0, 300).Select(i => (double)i)]);

        var points = (await FindingAsync("""{"resource":"i-0a1b2c3d","metric":"CPUUtilization","time_window":"3h"}""")).Details().GetProperty("datapoints");

        Assert.Equal((200, 299), (points.GetArrayLength(), points[199].GetProperty("value").GetDouble()));
    }

    [Fact]
    public async Task Look_CloudDoesNotAnswer_ThrowsItsFailure()
    {
        _metrics.Failure = new AwsException(ErrorCode.AwsThrottled, "cloudwatch:GetMetricData", "*", "slow down");
        await Assert.ThrowsAsync<AwsException>(() => LookAsync("""{"resource":"i-0a1b2c3d","metric":"CPUUtilization"}"""));
    }

    private static MetricIdentity Metric(string @namespace, string name, params (string Name, string Value)[] dimensions) => new(
        @namespace, name, dimensions.ToImmutableSortedDictionary(d => d.Name, d => d.Value, StringComparer.Ordinal));

    private static Arguments Arguments(string given) => new GetCloudWatchMetrics().Parameters.Validate(Test.Json(given)).Value();

    private AwsReaders Cloud() => new(new FakeInstances(), _metrics, new FakeTargetHealth(), new FakeCloudTrailEvents(), new FakeEcsServices(), new FakeServiceScaling(), new FakeTaskDefinitions());

    private async Task<OperationAnswer> FindingAsync(string given) => (await LookAsync(given)).Value();

    private Task<Outcome<OperationAnswer>> LookAsync(string given) => new GetCloudWatchMetrics().RunAsync(Arguments(given), Cloud(), Moments.Start, Test.Stop);
}
