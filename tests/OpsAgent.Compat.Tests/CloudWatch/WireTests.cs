using System.Net;
using Amazon;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using Amazon.Runtime;
using OpsAgent.Compat.Tests.Support;
using Metric = Amazon.CloudWatch.Model.Metric;

namespace OpsAgent.Compat.Tests.CloudWatch;

public sealed class WireTests
{
    private const string Alarm =
        """
        {"ActionsEnabled":true,"AlarmActions":["arn:a"],"AlarmArn":"arn:alarm","AlarmConfigurationUpdatedTimestamp":1769000000,"AlarmDescription":"d","AlarmName":"cpu",
         "ComparisonOperator":"GreaterThanThreshold","DatapointsToAlarm":2,"Dimensions":[{"Name":"InstanceId","Value":"i-0abc"}],"EvaluateLowSampleCountPercentile":"ignore",
         "EvaluationPeriods":3,"EvaluationState":"PARTIAL_DATA","ExtendedStatistic":"p99","InsufficientDataActions":[],"MetricName":"CPUUtilization",
         "Metrics":[{"Id":"m1","MetricStat":{"Metric":{"Namespace":"AWS/EC2","MetricName":"CPUUtilization","Dimensions":[]},"Period":60,"Stat":"Average","Unit":"Percent"},"ReturnData":true}],
         "Namespace":"AWS/EC2","OKActions":["arn:ok"],"Period":300,"StateReason":"r","StateReasonData":"{}","StateTransitionedTimestamp":1769000001,"StateUpdatedTimestamp":1769000002,
         "StateValue":"ALARM","Statistic":"Average","Threshold":80.5,"ThresholdMetricId":"m1","TreatMissingData":"missing","Unit":"Percent"}
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The code of the query protocol, the name of the shape, the type.</summary>
    public static TheoryData<string, string, Type> Codes => new()
    {
        { "InternalServiceError", "InternalServiceFault", typeof(InternalServiceException) },
        { "InvalidNextToken", "InvalidNextToken", typeof(InvalidNextTokenException) },
        { "InvalidParameterCombination", "InvalidParameterCombinationException", typeof(InvalidParameterCombinationException) },
        { "InvalidParameterValue", "InvalidParameterValueException", typeof(InvalidParameterValueException) },
        { "MissingParameter", "MissingRequiredParameterException", typeof(MissingRequiredParameterException) },
        { "AccessDenied", "AccessDeniedException", typeof(AmazonCloudWatchException) },
    };

    [Fact]
    public async Task GetMetricData_OnTheWire_IsAwsJsonInQueryMode()
    {
        using var service = new FakeService(FakeResponse.Ok("{}"));
        using var client = At(service);

        await client.GetMetricDataAsync(
            new GetMetricDataRequest
            {
                StartTime = Expect.Time(),
                EndTime = Expect.Time(300),
                LabelOptions = new LabelOptions { Timezone = "+0000" },
                MaxDatapoints = 100,
                NextToken = "more",
                ScanBy = ScanBy.TimestampAscending,
                MetricDataQueries =
                [
                    new MetricDataQuery
                    {
                        Id = "m1",
                        ReturnData = false,
                        MetricStat = new MetricStat
                        {
                            Metric = new Metric { Namespace = "AWS/EC2", MetricName = "CPUUtilization", Dimensions = [new Dimension { Name = "InstanceId", Value = "i-0abc" }] },
                            Period = 60,
                            Stat = "Average",
                            Unit = StandardUnit.BytesSecond,
                        },
                    },
                    new MetricDataQuery { Id = "e1", AccountId = "123456789012", Expression = "m1*2", Label = "twice", Period = 300 },
                ],
            },
            Cancellation);

        var sent = service.Request;
        Expect.Signed("monitoring", sent);
        Assert.Equal("GraniteServiceVersion20100801.GetMetricData", sent["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.0", sent["Content-Type"]);
        Assert.Equal("true", sent["x-amzn-query-mode"]);
        Expect.Json(
            """
            {"StartTime": 1769000000, "EndTime": 1769000300, "LabelOptions": {"Timezone": "+0000"}, "MaxDatapoints": 100, "NextToken": "more", "ScanBy": "TimestampAscending",
             "MetricDataQueries": [
               {"Id": "m1", "ReturnData": false, "MetricStat": {"Period": 60, "Stat": "Average", "Unit": "Bytes/Second",
                 "Metric": {"Namespace": "AWS/EC2", "MetricName": "CPUUtilization", "Dimensions": [{"Name": "InstanceId", "Value": "i-0abc"}]}}},
               {"Id": "e1", "AccountId": "123456789012", "Expression": "m1*2", "Label": "twice", "Period": 300}]}
            """,
            sent.Body);
    }

    [Fact]
    public async Task GetMetricData_Answered_IsReadCompletely()
    {
        using var service = new FakeService(FakeResponse.Ok(
            """
            {"MetricDataResults":[
              {"Id":"m1","Label":"CPU","StatusCode":"PartialData","Timestamps":[1769000060,1769000000.5],"Values":[1.5,"NaN"],"Messages":[{"Code":"c","Value":"v"}]},
              {"Id":"m2","Timestamps":[],"Values":[]}],
             "Messages":[{"Code":"ArithmeticError","Value":"division"}],"NextToken":"more"}
            """));
        using var client = At(service);

        var answer = await client.GetMetricDataAsync(new GetMetricDataRequest(), Cancellation);

        var first = answer.MetricDataResults[0];
        Assert.Equal(("m1", "CPU", StatusCode.PartialData), (first.Id, first.Label, first.StatusCode));
        Assert.Equal([1.5, double.NaN], first.Values);
        Expect.Utc(Expect.Time(60), first.Timestamps[0]);
        Expect.Utc(Expect.Time(0.5), first.Timestamps[1]);
        Assert.Equal(("c", "v"), (first.Messages[0].Code, first.Messages[0].Value));
        Assert.Empty(answer.MetricDataResults[1].Values);
        Assert.Null(answer.MetricDataResults[1].Messages);
        Assert.Equal(("ArithmeticError", "division"), (answer.Messages[0].Code, answer.Messages[0].Value));
        Assert.Equal("more", answer.NextToken);
        Assert.Equal("request-1", answer.ResponseMetadata.RequestId);
    }

    [Fact]
    public async Task EveryOperation_WithNothingSet_SendsItsTargetAndAnEmptyObject()
    {
        using var service = new FakeService(FakeResponse.Ok("{}"));
        using var client = At(service);

        var data = await client.GetMetricDataAsync(new GetMetricDataRequest(), Cancellation);
        var statistics = await client.GetMetricStatisticsAsync(new GetMetricStatisticsRequest(), Cancellation);
        var metrics = await client.ListMetricsAsync(Cancellation);
        var alarms = await client.DescribeAlarmsAsync(Cancellation);
        var alarmsForMetric = await client.DescribeAlarmsForMetricAsync(new DescribeAlarmsForMetricRequest(), Cancellation);

        Assert.All(service.Requests, static sent => Assert.Equal("{}", sent.Body));
        Assert.Equal(
            ["GetMetricData", "GetMetricStatistics", "ListMetrics", "DescribeAlarms", "DescribeAlarmsForMetric"],
            service.Requests.Select(static sent => sent["X-Amz-Target"]!["GraniteServiceVersion20100801.".Length..]));
        Assert.Null(data.MetricDataResults);
        Assert.Null(statistics.Datapoints);
        Assert.Null(metrics.Metrics);
        Assert.Null(alarms.MetricAlarms);
        Assert.Null(alarms.CompositeAlarms);
        Assert.Null(alarmsForMetric.MetricAlarms);
    }

    [Fact]
    public async Task GetMetricStatistics_ThereAndBack_KeepsEveryMember()
    {
        using var service = new FakeService(FakeResponse.Ok(
            """
            {"Label":"CPUUtilization","Datapoints":[{"Average":1.5,"ExtendedStatistics":{"p99":9.5},"Maximum":3,"Minimum":0,"SampleCount":4,"Sum":6,"Timestamp":1769000000,"Unit":"Percent"}]}
            """));
        using var client = At(service);

        var answer = await client.GetMetricStatisticsAsync(
            new GetMetricStatisticsRequest
            {
                Namespace = "AWS/EC2",
                MetricName = "CPUUtilization",
                Dimensions = [new Dimension { Name = "InstanceId", Value = "i-0abc" }],
                StartTime = Expect.Time(),
                EndTime = Expect.Time(1),
                Period = 60,
                Statistics = [Statistic.Average, "Maximum"],
                ExtendedStatistics = ["p99"],
                Unit = StandardUnit.Percent,
            },
            Cancellation);

        Expect.Json(
            """
            {"Namespace": "AWS/EC2", "MetricName": "CPUUtilization", "Dimensions": [{"Name": "InstanceId", "Value": "i-0abc"}], "StartTime": 1769000000, "EndTime": 1769000001,
             "Period": 60, "Statistics": ["Average", "Maximum"], "ExtendedStatistics": ["p99"], "Unit": "Percent"}
            """,
            service.Request.Body);
        var point = Assert.Single(answer.Datapoints);
        Assert.Equal("CPUUtilization", answer.Label);
        Assert.Equal((1.5, 3d, 0d, 4d, 6d), (point.Average, point.Maximum, point.Minimum, point.SampleCount, point.Sum));
        Assert.Equal(9.5, point.ExtendedStatistics["p99"]);
        Assert.Equal(StandardUnit.Percent, point.Unit);
        Expect.Utc(Expect.Time(), point.Timestamp);
    }

    [Fact]
    public async Task ListMetrics_ThereAndBack_KeepsEveryMember()
    {
        using var service = new FakeService(FakeResponse.Ok(
            """
            {"Metrics":[{"Namespace":"AWS/EC2","MetricName":"CPUUtilization","Dimensions":[{"Name":"InstanceId","Value":"i-0abc"}]},{"Namespace":"N"}],"NextToken":"more","OwningAccounts":["1"]}
            """));
        using var client = At(service);

        var answer = await client.ListMetricsAsync(
            new ListMetricsRequest
            {
                Dimensions = [new DimensionFilter { Name = "InstanceId", Value = "i-0abc" }],
                IncludeLinkedAccounts = false,
                MetricName = "CPUUtilization",
                Namespace = "AWS/EC2",
                NextToken = "t",
                OwningAccount = "1",
                RecentlyActive = RecentlyActive.PT3H,
            },
            Cancellation);

        Expect.Json(
            """
            {"Dimensions": [{"Name": "InstanceId", "Value": "i-0abc"}], "IncludeLinkedAccounts": false, "MetricName": "CPUUtilization", "Namespace": "AWS/EC2", "NextToken": "t",
             "OwningAccount": "1", "RecentlyActive": "PT3H"}
            """,
            service.Request.Body);
        Assert.Equal(("AWS/EC2", "CPUUtilization", "i-0abc"), (answer.Metrics[0].Namespace, answer.Metrics[0].MetricName, answer.Metrics[0].Dimensions[0].Value));
        Assert.Null(answer.Metrics[1].Dimensions);
        Assert.Equal(["1"], answer.OwningAccounts);
    }

    [Fact]
    public async Task DescribeAlarms_ThereAndBack_KeepsEveryMember()
    {
        using var service = new FakeService(FakeResponse.Ok(
            $$"""
            {"MetricAlarms":[{{Alarm}}],"NextToken":"more",
             "CompositeAlarms":[{"ActionsEnabled":false,"ActionsSuppressedBy":"Alarm","ActionsSuppressedReason":"sr","ActionsSuppressor":"s","ActionsSuppressorExtensionPeriod":1,
               "ActionsSuppressorWaitPeriod":2,"AlarmActions":[],"AlarmArn":"arn:c","AlarmConfigurationUpdatedTimestamp":1769000003,"AlarmDescription":"cd","AlarmName":"both","AlarmRule":"ALARM(cpu)",
               "InsufficientDataActions":[],"OKActions":[],"StateReason":"cr","StateReasonData":"{}","StateTransitionedTimestamp":1769000004,"StateUpdatedTimestamp":1769000005,"StateValue":"OK"}]}
            """));
        using var client = At(service);

        var answer = await client.DescribeAlarmsAsync(
            new DescribeAlarmsRequest
            {
                ActionPrefix = "arn:", AlarmNamePrefix = "c", AlarmNames = ["cpu"], AlarmTypes = [AlarmType.MetricAlarm], ChildrenOfAlarmName = "x",
                MaxRecords = 100, NextToken = "t", ParentsOfAlarmName = "y", StateValue = StateValue.ALARM,
            },
            Cancellation);

        Expect.Json(
            """
            {"ActionPrefix": "arn:", "AlarmNamePrefix": "c", "AlarmNames": ["cpu"], "AlarmTypes": ["MetricAlarm"], "ChildrenOfAlarmName": "x", "MaxRecords": 100, "NextToken": "t",
             "ParentsOfAlarmName": "y", "StateValue": "ALARM"}
            """,
            service.Request.Body);
        AssertAlarm(Assert.Single(answer.MetricAlarms));
        var composite = Assert.Single(answer.CompositeAlarms);
        Assert.Equal(("both", "arn:c", "cd", "ALARM(cpu)", "cr", "{}"), (composite.AlarmName, composite.AlarmArn, composite.AlarmDescription, composite.AlarmRule, composite.StateReason, composite.StateReasonData));
        Assert.Equal((ActionsSuppressedBy.Alarm, "sr", "s", 1, 2), (composite.ActionsSuppressedBy, composite.ActionsSuppressedReason, composite.ActionsSuppressor, composite.ActionsSuppressorExtensionPeriod, composite.ActionsSuppressorWaitPeriod));
        Assert.Equal((false, StateValue.OK), (composite.ActionsEnabled, composite.StateValue));
        Expect.Utc(Expect.Time(3), composite.AlarmConfigurationUpdatedTimestamp);
        Expect.Utc(Expect.Time(4), composite.StateTransitionedTimestamp);
        Expect.Utc(Expect.Time(5), composite.StateUpdatedTimestamp);
    }

    [Fact]
    public async Task DescribeAlarmsForMetric_ThereAndBack_KeepsEveryMember()
    {
        using var service = new FakeService(FakeResponse.Ok($$"""{"MetricAlarms":[{{Alarm}}]}"""));
        using var client = At(service);

        var answer = await client.DescribeAlarmsForMetricAsync(
            new DescribeAlarmsForMetricRequest
            {
                Dimensions = [new Dimension { Name = "n", Value = "v" }], ExtendedStatistic = "p99", MetricName = "m", Namespace = "ns", Period = 60,
                Statistic = Statistic.Sum, Unit = StandardUnit.Count,
            },
            Cancellation);

        Expect.Json(
            """{"Dimensions": [{"Name": "n", "Value": "v"}], "ExtendedStatistic": "p99", "MetricName": "m", "Namespace": "ns", "Period": 60, "Statistic": "Sum", "Unit": "Count"}""",
            service.Request.Body);
        AssertAlarm(Assert.Single(answer.MetricAlarms));
    }

    [Fact]
    public async Task Token_OfAPage_AsksForTheNextOne()
    {
        using var service = new FakeService(FakeResponse.Ok("""{"Metrics":[{"MetricName":"a"}],"NextToken":"t+/="}"""), FakeResponse.Ok("""{"Metrics":[{"MetricName":"b"}]}"""));
        using var client = At(service);

        var first = await client.ListMetricsAsync(new ListMetricsRequest(), Cancellation);
        var second = await client.ListMetricsAsync(new ListMetricsRequest { NextToken = first.NextToken }, Cancellation);

        Expect.Json("""{"NextToken":"t+/="}""", service.Requests[1].Body);
        Assert.Null(second.NextToken);
        Assert.Equal(["a", "b"], first.Metrics.Concat(second.Metrics).Select(static one => one.MetricName));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Error_WithItsQueryCode_HasThatCodeAndItsOwnType(string code, string shape, Type expected)
    {
        var error = await FailAsync(FakeResponse.Error($"com.amazonaws.cloudwatch#{shape}") with
        {
            Headers = [("x-amzn-RequestId", "request-1"), ("x-amzn-query-error", $"{code};Sender")],
        });

        Assert.IsType(expected, error);
        Assert.Equal(("refused", code, "request-1", HttpStatusCode.BadRequest), (error.Message, error.ErrorCode, error.RequestId, error.StatusCode));
        Assert.Equal(ErrorType.Sender, error.ErrorType);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Error_WithoutItsQueryCode_IsKnownByItsShape(string code, string shape, Type expected)
    {
        var error = await FailAsync(FakeResponse.Error(shape));

        Assert.IsType(expected, error);
        Assert.Equal(shape, error.ErrorCode);
        Assert.Equal(ErrorType.Unknown, error.ErrorType);
        Assert.NotEmpty(code);
    }

    [Fact]
    public void EveryTypedException_OfTheAssembly_HasACodeAbove() =>
        Assert.Empty(typeof(AmazonCloudWatchException).Assembly.GetExportedTypes()
            .Where(typeof(AmazonCloudWatchException).IsAssignableFrom)
            .Except(Codes.Select(static row => row.Data.Item3)));

    [Fact]
    public async Task Call_ThrottledOnce_IsRetriedAndSucceeds()
    {
        using var service = new FakeService(
            FakeResponse.Error("Anything") with { Headers = [("x-amzn-query-error", "Throttling;Sender")] }, FakeResponse.Ok("""{"Metrics":[]}"""));
        using var client = At(service, retries: 1);

        Assert.Empty((await client.ListMetricsAsync(new ListMetricsRequest(), Cancellation)).Metrics);

        Assert.Equal(2, service.Requests.Count);
    }

    [Fact]
    public void Client_OfARegion_KnowsItsEndpointAndName()
    {
        using var client = new AmazonCloudWatchClient(FakeCredentials.Basic, RegionEndpoint.EUWest1);

        Assert.Equal("https://monitoring.eu-west-1.amazonaws.com/", new Uri(client.DetermineServiceOperationEndpoint(new ListMetricsRequest()).URL).ToString());
        Assert.Equal("CloudWatch", AmazonCloudWatchConfig.ServiceId);
    }

    private static void AssertAlarm(MetricAlarm alarm)
    {
        Assert.Equal(("cpu", "arn:alarm", "d", "AWS/EC2", "CPUUtilization", "r", "{}"), (alarm.AlarmName, alarm.AlarmArn, alarm.AlarmDescription, alarm.Namespace, alarm.MetricName, alarm.StateReason, alarm.StateReasonData));
        Assert.Equal((true, 2, 3, 300, 80.5), (alarm.ActionsEnabled, alarm.DatapointsToAlarm, alarm.EvaluationPeriods, alarm.Period, alarm.Threshold));
        Assert.Equal((ComparisonOperator.GreaterThanThreshold, EvaluationState.PARTIAL_DATA), (alarm.ComparisonOperator, alarm.EvaluationState));
        Assert.Equal((StateValue.ALARM, Statistic.Average, StandardUnit.Percent), (alarm.StateValue, alarm.Statistic, alarm.Unit));
        Assert.Equal(("ignore", "p99", "m1", "missing"), (alarm.EvaluateLowSampleCountPercentile, alarm.ExtendedStatistic, alarm.ThresholdMetricId, alarm.TreatMissingData));
        Assert.Equal(["arn:a"], alarm.AlarmActions);
        Assert.Equal(["arn:ok"], alarm.OKActions);
        Assert.Empty(alarm.InsufficientDataActions);
        Assert.Equal("i-0abc", Assert.Single(alarm.Dimensions).Value);
        var query = Assert.Single(alarm.Metrics);
        Assert.Equal(("m1", true, 60, "Average"), (query.Id, query.ReturnData, query.MetricStat.Period, query.MetricStat.Stat));
        Assert.Equal(("AWS/EC2", StandardUnit.Percent), (query.MetricStat.Metric.Namespace, query.MetricStat.Unit));
        Expect.Utc(Expect.Time(), alarm.AlarmConfigurationUpdatedTimestamp);
        Expect.Utc(Expect.Time(1), alarm.StateTransitionedTimestamp);
        Expect.Utc(Expect.Time(2), alarm.StateUpdatedTimestamp);
    }

    private static async Task<AmazonCloudWatchException> FailAsync(FakeResponse answer)
    {
        using var service = new FakeService(answer);
        using var client = At(service);
        return await Assert.ThrowsAnyAsync<AmazonCloudWatchException>(() => client.DescribeAlarmsAsync(new DescribeAlarmsRequest(), Cancellation));
    }

    private static AmazonCloudWatchClient At(FakeService service, int retries = 0)
    {
        Assert.SkipUnless(StandIn.Is(typeof(AmazonCloudWatchClient).Assembly), "of the three protocols of CloudWatch a published package may speak another one");
        return new(FakeCredentials.Basic, FakeCredentials.At<AmazonCloudWatchConfig>(service.Address, retries));
    }
}
