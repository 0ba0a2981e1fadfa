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
    [InlineData("resource", "my api", true)]
    [InlineData("resource", "/aws/lambda/orders", true)]
    [InlineData("resource", "orders:$LATEST", true)]
    [InlineData("resource", "/", true)]
    [InlineData("resource", "Caf\u00e9", false)]
    [InlineData("resource", "a\u0000b", false)]
    [InlineData("metric", "mem_used_percent", true)]
    [InlineData("metric", "5XXError", true)]
    [InlineData("metric", "4xx", true)]
    [InlineData("metric", "Memory % Committed Bytes In Use", true)]
    [InlineData("metric", "orders#failed", true)]
    [InlineData("metric", "LogicalDisk % Free Space", true)]
    [InlineData("metric", "latenc\u00e9", false)]
    [InlineData("metric", "a\tb", false)]
    [InlineData("metric", "", false)]
    [InlineData("namespace", "ECS/ContainerInsights", true)]
    [InlineData("namespace", "/aws/sagemaker/Endpoints", true)]
    [InlineData("namespace", "My Company/Shop", true)]
    [InlineData("namespace", ":mine", false)]
    [InlineData("dimensions", "path=/,InstanceId=i-0a1b2c3d", true)]
    [InlineData("dimensions", "path", false)]
    [InlineData("dimensions", "path=", false)]
    [InlineData("dimensions", "path=/,path=/boot", false)]
    [InlineData("time_window", "7d", true)]
    [InlineData("time_window", "8d", false)]
    [InlineData("time_window", "1m", false)]
    [InlineData("statistic", "p90", true)]
    [InlineData("statistic", "p95", true)]
    [InlineData("statistic", "p99.9", true)]
    [InlineData("statistic", "p100", true)]
    [InlineData("statistic", "tm99", true)]
    [InlineData("statistic", "TM(2%:98%)", true)]
    [InlineData("statistic", "PR(:300)", true)]
    [InlineData("statistic", "WM(10%:90%)", true)]
    [InlineData("statistic", "IQM", true)]
    [InlineData("statistic", "p", false)]
    [InlineData("statistic", "p950", false)]
    [InlineData("statistic", "p95)", false)]
    [InlineData("statistic", "average", true)]
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
    public void Parameters_LongNames_EndWhereCloudWatchEndsThem(int length, bool taken)
    {
        var name = new string('a', length);
        foreach (var given in new[]
        {
            $$"""{"resource":"{{new string('a', length + 769)}}","metric":"m","namespace":"n"}""",
            $$"""{"resource":"r","metric":"{{name}}","namespace":"n"}""",
            $$"""{"resource":"r","metric":"m","namespace":"{{name}}"}""",
        })
        {
            Assert.Equal(taken, new GetCloudWatchMetrics().Parameters.Validate(Test.Json(given)).Succeeded(out _, out _));
        }
    }

    [Fact]
    public async Task Look_WithoutATimeOrAStatistic_IsAnHourOfWhatSuitsTheMetric()
    {
        _metrics.Put("CPUUtilization", "i-0a1b2c3d", 10);

        var details = (await FindingAsync("""{"resource":"i-0a1b2c3d","metric":"CPUUtilization"}""")).Details();

        Assert.Equal(("1h", "Average"), (details.GetProperty("time_window").GetString(), details.GetProperty("statistic").GetString()));
        Assert.Equal(TimeSpan.FromHours(1), Assert.Single(_metrics.Calls) is var call ? call.To - call.From : default);
    }

    [Theory]
    [InlineData("InstanceId=i-0a1b2c3d,path=/", "InstanceId=i-0a1b2c3d|path=/")]
    [InlineData("InstanceId=i-0a1b2c3d, path=/boot", "InstanceId=i-0a1b2c3d|path=/boot")]
    [InlineData("Query=a=b,Table=t", "Query=a=b|Table=t")]
    [InlineData("Route=GET /a,b,Table=t", "Route=GET /a,b|Table=t")]
    [InlineData("Filter=\"a,b=c\",Table=t", "Filter=a,b=c|Table=t")]
    [InlineData("Name=InstanceId,Value=i-0a1b2c3d Name=path,Value=/", "InstanceId=i-0a1b2c3d|path=/")]
    [InlineData("Name=path,Value=/", "path=/")]
    [InlineData("a", null)]
    [InlineData("=a", null)]
    [InlineData("a=1,a=2", null)]
    [InlineData("a=\"1\"2,b=3", null)]
    public void Dimensions_AsPeopleWriteThem_AreReadOrRefused(string text, string? read) =>
        Assert.Equal(read, MetricDimensions.Parse(text) is { } dimensions ? string.Join('|', dimensions.Select(d => $"{d.Key}={d.Value}")) : null);

    [Theory]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public void Dimensions_MoreThanCloudWatchTakes_AreRefused(int count, bool taken) =>
        Assert.Equal(taken, MetricDimensions.Parse(string.Join(',', Enumerable.Range(0, count).Select(i => $"d{i}={i}"))) is not null);

    [Theory]
    [InlineData("AWS/EC2", "CPUUtilization", "Average")]
    [InlineData("AWS/EC2", "NetworkIn", "Sum")]
    [InlineData("AWS/EC2", "CPUCreditBalance", "Average")]
    [InlineData("AWS/ApplicationELB", "HTTPCode_ELB_502_Count", "Sum")]
    [InlineData("AWS/ApplicationELB", "HealthyHostCount", "Average")]
    [InlineData("AWS/ApplicationELB", "ActiveConnectionCount", "Sum")]
    [InlineData("AWS/ApplicationELB", "TargetResponseTime", "p95")]
    [InlineData("AWS/ApiGateway", "5XXError", "Sum")]
    [InlineData("AWS/Lambda", "ConcurrentExecutions", "Average")]
    [InlineData("AWS/Lambda", "Throttles", "Sum")]
    [InlineData("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Average")]
    [InlineData("AWS/SQS", "NumberOfMessagesSent", "Sum")]
    [InlineData("AWS/RDS", "DatabaseConnections", "Average")]
    [InlineData("Shop", "OrderCount", "Average")]
    public async Task Look_WithoutAStatistic_TakesTheOneThatSuitsTheMetric(string @namespace, string metric, string statistic)
    {
        _metrics.Known.Add(Metric(@namespace, metric, ("Name", "x")));
        _metrics.Put(metric, "x", 1);

        await LookAsync($$"""{"resource":"x","metric":"{{metric}}","namespace":"{{@namespace}}"}""");

        Assert.Equal(statistic, Assert.Single(_metrics.Calls).Queries[0].Statistic);
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

        Assert.Contains($"One more metric of that name has this resource as a dimension; this is LoadBalancer={Balancer}, TargetGroup={Group}; dimensions= chooses.", finding.Summary, StringComparison.Ordinal);
        Assert.Equal("targetgroup/api/943f017f100becff", finding.Details().GetProperty("other_metrics")[0].GetProperty("TargetGroup").GetString());
    }

    // Two disks of one instance, of which the name says only the instance.
    [Theory]
    [InlineData("""{"resource":"i-0a1b2c3d","dimensions":"path=/"}""")]
    [InlineData("""{"dimensions":"InstanceId=i-0a1b2c3d,path=/,fstype=xfs"}""")]
    [InlineData("""{"dimensions":"path=/"}""")]
    public async Task Look_WithDimensions_TakesTheMetricThatHasThem(string given)
    {
        foreach (var path in new[] { "/boot", "/" })
        {
            _metrics.Known.Add(Metric("CWAgent", "disk_used_percent", ("InstanceId", "i-0a1b2c3d"), ("fstype", "xfs"), ("path", path)));
        }

        _metrics.Put("disk_used_percent", "/", 91);
        var parameters = Test.Json(given).ToNode()!.AsObject();
        (parameters["metric"], parameters["namespace"]) = ("disk_used_percent", "CWAgent");

        var finding = await FindingAsync(parameters.ToJsonString());

        Assert.Equal("/", finding.Details().GetProperty("dimensions").GetProperty("path").GetString());
        Assert.Equal(91, finding.Details().GetProperty("statistics").GetProperty("current").GetDouble());
        Assert.Equal(0, finding.Details().GetProperty("other_metrics").GetArrayLength());
    }

    [Fact]
    public async Task Look_WithoutResourceAndDimensions_TakesTheMetricWithoutDimensions()
    {
        _metrics.Known.Add(Metric("Shop", "Orders", ("Service", "web")));
        (await LookAsync("""{"metric":"Orders","namespace":"Shop"}""")).Refusal(ErrorCode.ResourceNotFound);

        _metrics.Known.Add(Metric("Shop", "Orders"));
        Assert.Equal("{}", (await FindingAsync("""{"metric":"Orders","namespace":"Shop"}""")).Details().GetProperty("dimensions").GetRawText());
    }

    [Theory]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:orders", "orders")]
    [InlineData("arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/orders:*", "/aws/lambda/orders")]
    [InlineData("arn:aws:dynamodb:us-east-1:123456789012:table/orders", "orders")]
    [InlineData("arn:aws:sqs:us-east-1:123456789012:orders", "orders")]
    [InlineData("arn:aws:states:us-east-1:123456789012:stateMachine:orders", "arn:aws:states:us-east-1:123456789012:stateMachine:orders")]
    [InlineData("orders:$LATEST", "orders:$LATEST")]
    [InlineData("a/b", "a/b")]
    [InlineData("my api", "my api")]
    public async Task Look_AnyNameInANamespace_IsLookedUpAsTheDimensionIsSpelt(string resource, string value)
    {
        _metrics.Known.Add(Metric("Shop", "Calls", ("Name", value)));

        Assert.Equal(value, (await FindingAsync($$"""{"resource":"{{resource}}","metric":"Calls","namespace":"Shop"}""")).Details().GetProperty("dimensions").GetProperty("Name").GetString());
    }

    [Theory]
    [InlineData("AWS/NetworkELB")]
    [InlineData("AWS/GatewayELB")]
    public async Task Look_AtATargetGroupOfAnotherKindOfLoadBalancer_FindsIt(string @namespace)
    {
        _metrics.Known.Add(Metric(@namespace, "UnHealthyHostCount", ("TargetGroup", Group), ("LoadBalancer", "x/edge/50dc6c495c0c9188")));
        _metrics.Known.Add(Metric("Shop", "UnHealthyHostCount", ("TargetGroup", Group)));

        Assert.Equal(@namespace, (await FindingAsync($$"""{"resource":"{{Group}}","metric":"UnHealthyHostCount"}""")).Details().GetProperty("namespace").GetString());
    }

    // As AWS reports HTTPCode_*: nothing where there is none.
    [Fact]
    public async Task Look_ACountThatIsReportedOnlyWhenNotZero_CountsWhatIsMissingAsZero()
    {
        _metrics.Put("HTTPCode_Target_5XX_Count", Balancer, [.. Missing(25), 3, 5, 4, .. Missing(32)]);

        var finding = await FindingAsync($$"""{"resource":"{{Balancer}}","metric":"HTTPCode_Target_5XX_Count"}""");

        Assert.Equal(
            "HTTPCode_Target_5XX_Count has been 0 since 08:28 UTC (32 minutes ago); the last was 4. "
            + "It is 0 now; 12 in the last hour (0.21 on average, lowest 0, peak 5; Sum per minute; 0 where there is no datapoint). No alarm watches it.",
            finding.Summary);
        Assert.Equal(
            """{"current":0,"current_at":"2026-03-14T08:57:00.000Z","average":0.21,"minimum":0,"maximum":5,"count":3,"missing_as_zero":true}""",
            finding.Details().GetProperty("statistics").GetRawText());
        Assert.Equal(3, finding.Details().GetProperty("datapoints").GetArrayLength());
    }

    [Fact]
    public async Task Look_ACountThatBegins_SteppedUpFromZero()
    {
        _metrics.Put("HTTPCode_Target_5XX_Count", Balancer, [.. Missing(50), .. Enumerable.Repeat(40.0, 10)]);

        var summary = (await FindingAsync($$"""{"resource":"{{Balancer}}","metric":"HTTPCode_Target_5XX_Count"}""")).Summary;

        Assert.StartsWith("HTTPCode_Target_5XX_Count stepped up at 08:50 UTC (10 minutes ago), from about 0 to about 40. It is 40 now; 400 in the last hour", summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_ACountOfWhichTheWindowHasNone_SaysSo()
    {
        _metrics.Known.Add(Metric("AWS/Lambda", "Throttles", ("FunctionName", "orders")));

        var summary = (await FindingAsync("""{"resource":"orders","metric":"Throttles","namespace":"AWS/Lambda","time_window":"24h"}""")).Summary;

        Assert.Contains("There were none in the last 24 hours: AWS reports it only when there is something to report.", summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_ACountThatAwsNeverReported_SaysThatThereMayHaveBeenNone()
    {
        var refusal = (await LookAsync("""{"resource":"orders","metric":"Throttles","namespace":"AWS/Lambda"}""")).Refusal(ErrorCode.ResourceNotFound);

        Assert.Contains("AWS reports it only when there is something to report: where the resource is right, there was nothing.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Orders", "Sum", null, true)] // a custom count that is never zero
    [InlineData("Orders", "Average", null, false)]
    [InlineData("Orders", "Maximum", "notBreaching", false)]
    [InlineData("Bytes", "Sum", "notBreaching", true)]
    [InlineData("Bytes", "Sum", null, false)] // 0.5 is no count
    public async Task Look_ACustomMetricWithGaps_CountsThemAsZeroOnTheEvidenceAlone(string metric, string statistic, string? missingData, bool zero)
    {
        _metrics.Known.Add(Metric("Shop", metric, ("Name", "x")));
        _metrics.Put(metric, "x", [7, .. Missing(29), metric == "Bytes" ? 0.5 : 3, .. Missing(29)]);
        _metrics.Alarms[metric] = [new MetricAlarm("a", "OK", Moments.Start, "Sum", "GreaterThanThreshold", 50, "r", MissingData: missingData)];

        var finding = await FindingAsync($$"""{"resource":"x","metric":"{{metric}}","namespace":"Shop","statistic":"{{statistic}}"}""");

        Assert.Equal(zero, finding.Details().GetProperty("statistics").GetProperty("missing_as_zero").GetBoolean());
        if (!zero)
        {
            Assert.Contains("at 08:30 UTC (30 minutes ago)", finding.Summary, StringComparison.Ordinal);
            Assert.Contains("on average over its 2 datapoints in the last hour", finding.Summary, StringComparison.Ordinal);
            Assert.DoesNotContain("now", finding.Summary, StringComparison.Ordinal);
            Assert.Contains($"{statistic} per minute", finding.Summary, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(2, "is 7 % now")]
    [InlineData(3, "was 7 % at 08:56 UTC (4 minutes ago)")]
    public async Task Look_TheNewestDatapoint_IsNowOnlyWhileItIsOfTheLastPeriods(int missing, string words)
    {
        _metrics.Put("CPUUtilization", "i-0a1b2c3d", [.. Enumerable.Repeat(7.0, 60 - missing), .. Missing(missing)]);

        Assert.Contains($"It {words} and was 7 % on average over the last hour", (await FindingAsync("""{"resource":"i-0a1b2c3d","metric":"CPUUtilization"}""")).Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_BasicMonitoring_IsPerFiveMinutesInWordsAndDetails()
    {
        _metrics.Spacing = TimeSpan.FromMinutes(5);
        _metrics.Put("NetworkIn", "i-0a1b2c3d", [.. Enumerable.Repeat(3e8, 12)]);

        var finding = await FindingAsync("""{"resource":"i-0a1b2c3d","metric":"NetworkIn"}""");

        Assert.Contains("It is 300 MB now and was 300 MB on average over the last hour (lowest 300 MB, peak 300 MB; Sum per 5 minutes).", finding.Summary, StringComparison.Ordinal);
        Assert.Equal(300, finding.Details().GetProperty("period_seconds").GetInt32());
    }

    [Theory]
    [InlineData("HealthyHostCount", "Average", null)]
    [InlineData("HealthyHostCount", "Sum", "HealthyHostCount is a level: its Sum adds up samples of the same; statistic=Average, Minimum or Maximum says how much there was.")]
    [InlineData("RequestCount", "Average", "For a count, statistic=Sum says how many.")]
    [InlineData("RequestCount", "Sum", null)]
    [InlineData("ActiveConnectionCount", "Sum", null)]
    public async Task Look_AStatisticThatDoesNotSuitTheMetric_SaysWhichDoes(string metric, string statistic, string? advice)
    {
        _metrics.Put(metric, Balancer, [.. Enumerable.Repeat(3.0, 60)]);

        var summary = (await FindingAsync($$"""{"resource":"{{Balancer}}","metric":"{{metric}}","statistic":"{{statistic}}"}""")).Summary;

        Assert.EndsWith(advice ?? "No alarm watches it.", summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GreaterThanUpperThreshold", "above ANOMALY_DETECTION_BAND(m1, 2)")]
    [InlineData("LessThanLowerOrGreaterThanUpperThreshold", "outside of ANOMALY_DETECTION_BAND(m1, 2)")]
    public async Task Look_AnAlarmOnAnAnomalyBand_NamesTheBandAndNoThreshold(string comparison, string words)
    {
        _metrics.Put("CPUUtilization", "i-0a1b2c3d", 10, 10, 10);
        _metrics.Alarms["CPUUtilization"] = [new MetricAlarm("band", "ALARM", Moments.Start, "ANOMALY_DETECTION_BAND(m1, 2)", comparison, 0, "r", OfExpression: true)];

        var finding = await FindingAsync("""{"resource":"i-0a1b2c3d","metric":"CPUUtilization"}""");

        Assert.StartsWith($"Alarm band is in ALARM since 09:00 UTC (just now): {words}. ", finding.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_AnAlarmThatIsComposedOfOthers_NamesItsRule()
    {
        _metrics.Put("CPUUtilization", "i-0a1b2c3d", 10, 10, 10);
        _metrics.Alarms["CPUUtilization"] = [new MetricAlarm("all", "ALARM", Moments.Start, "ALARM(\"cpu\")", MetricAlarm.Composite, 0, "r", OfExpression: true)];

        Assert.StartsWith(
            "Alarm all is in ALARM since 09:00 UTC (just now): it is composed of others, ALARM(\"cpu\"). ",
            (await FindingAsync("""{"resource":"i-0a1b2c3d","metric":"CPUUtilization"}""")).Summary,
            StringComparison.Ordinal);
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
            "CPUUtilization is steady. It is 9.9 % now and was 10 % on average over its 6 datapoints in the last 15 minutes (lowest 9.5 %, peak 10.5 %; Average per minute). No alarm watches it.",
            finding.Summary);
        Assert.Equal(
            """{"namespace":"AWS/EC2","metric":"CPUUtilization","dimensions":{"InstanceId":"i-0a1b2c3d"},"statistic":"Average","unit":"Percent","time_window":"15m","start_time":"2026-03-14T08:45:00.000Z","end_time":"2026-03-14T09:00:00.000Z","period_seconds":60,"statistics":{"current":9.9,"current_at":"2026-03-14T08:59:00.000Z","average":10,"minimum":9.5,"maximum":10.5,"count":6,"missing_as_zero":false},"trend":{"direction":"steady","since":null,"before":10.0039,"after":10.0039,"words":"is steady"},"truncated":false,"alarms":[],"other_metrics":[],"datapoints":[{"at":"2026-03-14T08:54:00.000Z","value":10},{"at":"2026-03-14T08:55:00.000Z","value":10.5},{"at":"2026-03-14T08:56:00.000Z","value":9.5},{"at":"2026-03-14T08:57:00.000Z","value":10},{"at":"2026-03-14T08:58:00.000Z","value":10.1234},{"at":"2026-03-14T08:59:00.000Z","value":9.9}],"calls":0,"not_searched":[]}""",
            finding.Details().GetRawText());
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

    private static double[] Missing(int count) => [.. Enumerable.Repeat(double.NaN, count)];

    private static MetricIdentity Metric(string @namespace, string name, params (string Name, string Value)[] dimensions) => new(
        @namespace, name, dimensions.ToImmutableSortedDictionary(d => d.Name, d => d.Value, StringComparer.Ordinal));

    private static Arguments Arguments(string given) => new GetCloudWatchMetrics().Parameters.Validate(Test.Json(given)).Value();

    private AwsReaders Cloud() => new(new FakeInstances(), _metrics, new FakeTargetHealth(), new FakeCloudTrailEvents(), new FakeEcsServices(), new FakeServiceScaling(), new FakeTaskDefinitions());

    private async Task<OperationAnswer> FindingAsync(string given) => (await LookAsync(given)).Value();

    private Task<Outcome<OperationAnswer>> LookAsync(string given) => new GetCloudWatchMetrics().RunAsync(Arguments(given), Cloud(), Moments.Start, Test.Stop);
}
