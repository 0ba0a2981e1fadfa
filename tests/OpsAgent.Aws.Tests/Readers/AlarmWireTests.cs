using System.Text;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Readers;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Aws.Tests.Readers;

/// <summary>An alarm by its name in each of the shapes that DescribeAlarms answers: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html</summary>
public sealed class AlarmWireTests
{
    private const string Cpu = """{"Metric":{"Namespace":"AWS/EC2","MetricName":"CPUUtilization","Dimensions":[{"Name":"InstanceId","Value":"i-0a1b2c3d4e5f60001"}]},"Period":300,"Stat":"Average"}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        """{"Namespace":"AWS/SQS","MetricName":"ApproximateAgeOfOldestMessage","ExtendedStatistic":"p95","Dimensions":[{"Name":"QueueName","Value":"orders"}],"Period":60,"Threshold":30,"ComparisonOperator":"GreaterThanThreshold","TreatMissingData":"notBreaching"}""",
        "ApproximateAgeOfOldestMessage p95 60s - GreaterThanThreshold 30 notBreaching")]
    [InlineData(
        """{"Namespace":"Shop","MetricName":"Orders","Statistic":"Sum","Dimensions":[],"Period":86400,"Threshold":0,"ComparisonOperator":"LessThanOrEqualToThreshold","TreatMissingData":"missing"}""",
        "Orders Sum 86400s - LessThanOrEqualToThreshold 0 -")]
    [InlineData(
        """{"Metrics":[{"Id":"e1","Expression":"100*m1/m2","ReturnData":true},{"Id":"m1","ReturnData":false,"MetricStat":{"Metric":{"Namespace":"App","MetricName":"Errors"},"Period":60,"Stat":"Sum"}},{"Id":"m2","ReturnData":false,"MetricStat":{"Metric":{"Namespace":"App","MetricName":"Requests"},"Period":60,"Stat":"Sum"}}],"Threshold":5,"ComparisonOperator":"GreaterThanThreshold"}""",
        "Errors+Requests Sum 60s 100*m1/m2 GreaterThanThreshold 5 -")]
    [InlineData(
        $$"""{"Metrics":[{"Id":"m1","ReturnData":true,"MetricStat":{{Cpu}}},{"Id":"ad1","Expression":"ANOMALY_DETECTION_BAND(m1, 2)","ReturnData":true}],"ThresholdMetricId":"ad1","ComparisonOperator":"GreaterThanUpperThreshold"}""",
        "CPUUtilization Average 300s ANOMALY_DETECTION_BAND(m1, 2) GreaterThanUpperThreshold - -")]
    [InlineData(
        $$"""{"Metrics":[{"Id":"m1","AccountId":"210987654321","ReturnData":true,"MetricStat":{{Cpu}}}],"Threshold":80,"ComparisonOperator":"GreaterThanThreshold"}""",
        "CPUUtilization Average 300s - GreaterThanThreshold 80 -")]
    [InlineData(
        """{"Metrics":[{"Id":"q1","Expression":"SELECT MAX(CPUUtilization) FROM SCHEMA(\"AWS/EC2\", InstanceId)","Period":60}],"Threshold":90,"ComparisonOperator":"GreaterThanThreshold"}""",
        "- - 0s SELECT MAX(CPUUtilization) FROM SCHEMA(\"AWS/EC2\", InstanceId) GreaterThanThreshold 90 -")]
    [InlineData("{}", "- - 0s -  - -")]
    public async Task FindAlarm_InEachShape_SaysWhatItLooksAt(string shape, string shown)
    {
        var alarm = JsonNode.Parse(shape)!.AsObject();
        (alarm["AlarmName"], alarm["StateValue"], alarm["StateReason"], alarm["AlarmDescription"]) = ("a (prod)", "ALARM", "Crossed.", "See the runbook");
        (alarm["StateTransitionedTimestamp"], alarm["StateUpdatedTimestamp"]) = (1773478800, 1773478860);
        await using var aws = await LoopbackAws.SayingAsync(("DescribeAlarms", new JsonObject { ["MetricAlarms"] = new JsonArray(alarm) }.ToJsonString()));

        var found = (await new CloudWatchMetrics(aws.Clients(AwsTimeouts.Standard)).FindAlarmAsync("a (prod)", Stop))!;

        Assert.Equal(
            shown,
            $"{(found.Metrics.Count == 0 ? "-" : string.Join('+', found.Metrics.Select(m => m.Name)))} {found.Statistic ?? "-"} {found.Period.TotalSeconds}s {found.Expression ?? "-"} {found.Comparison} {found.Threshold?.ToString("0", System.Globalization.CultureInfo.InvariantCulture) ?? "-"} {found.MissingData ?? "-"}");
        Assert.Equal(("Crossed.", "See the runbook", Moments.Start), (found.Reason, found.Description, found.Since));
    }

    [Fact]
    public async Task FindAlarm_ThatIsComposite_HasItsRuleAndItsPartsAreAskedForAlone()
    {
        var requests = new List<JsonObject>();
        await using var aws = await LoopbackAws.StartAsync((context, call) =>
        {
            var request = JsonNode.Parse(Encoding.UTF8.GetString(call.Body))!.AsObject();
            requests.Add(request);
            return context.Response.WriteAsync(request.ContainsKey("ChildrenOfAlarmName")
                ? """
                  {"MetricAlarms":[{"AlarmName":"web-5xx","AlarmArn":"arn:aws:cloudwatch:us-east-1:123456789012:alarm:web-5xx","StateValue":"ALARM","StateUpdatedTimestamp":1773478800}],
                   "CompositeAlarms":[{"AlarmName":"db","AlarmArn":"arn:aws:cloudwatch:us-east-1:123456789012:alarm:db","StateValue":"OK","StateUpdatedTimestamp":1773478800}]}
                  """
                : """{"MetricAlarms":[],"CompositeAlarms":[{"AlarmName":"both","AlarmRule":"AT_LEAST(1, ALARM, (web-5xx, db))","StateValue":"ALARM","StateReason":"r","StateUpdatedTimestamp":1773478800}]}""");
        });
        var metrics = new CloudWatchMetrics(aws.Clients(AwsTimeouts.Standard));

        var alarm = (await metrics.FindAlarmAsync("both", Stop))!;
        var parts = await metrics.PartsOfAlarmAsync("both", Stop);

        Assert.Equal((true, "AT_LEAST(1, ALARM, (web-5xx, db))", null, 0), (alarm.IsComposite, alarm.Expression, alarm.Threshold, alarm.Metrics.Count));
        Assert.Equal([new AlarmPart("db", "OK"), new AlarmPart("web-5xx", "ALARM")], parts);
        // Beside the children AWS takes the size and the place of the page alone.
        Assert.Equal(["ChildrenOfAlarmName", "MaxRecords"], requests[1].Select(m => m.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Look_AtAnAlarmOverATime_AsksForItsMetricInItsPeriodAndNoOtherAlarms()
    {
        var requests = new List<JsonNode>();
        await using var aws = await LoopbackAws.StartAsync((context, call) =>
        {
            requests.Add(JsonNode.Parse(Encoding.UTF8.GetString(call.Body))!);
            return context.Response.WriteAsync(call.Operation == "DescribeAlarms"
                ? """{"MetricAlarms":[{"AlarmName":"cpu","StateValue":"OK","StateReason":"Not crossed.","StateTransitionedTimestamp":1773478800,"Namespace":"AWS/EC2","MetricName":"CPUUtilization","Statistic":"Maximum","Dimensions":[{"Name":"InstanceId","Value":"i-0a1b2c3d4e5f60001"}],"Period":300,"Threshold":80,"ComparisonOperator":"GreaterThanThreshold"}]}"""
                : """{"MetricDataResults":[{"Id":"q0","StatusCode":"Complete","Timestamps":[1773396000,1773396300],"Values":[12,14]}]}""");
        });
        var readers = new AwsReaders(
            new FakeInstances(), new CloudWatchMetrics(aws.Clients(AwsTimeouts.Standard)), new FakeTargetHealth(), new FakeCloudTrailEvents(), new FakeEcsServices(), new FakeServiceScaling(), new FakeTaskDefinitions());
        var operation = new GetCloudWatchMetrics();
        var given = JsonNode.Parse("""{"alarm_name":"cpu","start_time":"2026-03-13T10:00:00Z","end_time":"2026-03-13T10:10:00Z"}""")!.ToElement();

        var answer = (await operation.RunAsync(operation.Parameters.Validate(given).Value(), readers, Moments.Start, Stop)).Value();

        Assert.Equal(
            "Alarm cpu is OK since 09:00 UTC (just now): Maximum above 80 %. CloudWatch says: Not crossed. It looks at CPUUtilization of InstanceId=i-0a1b2c3d4e5f60001. "
            + "CPUUtilization had too few datapoints for a trend. It was 14 % at the end and 13 % on average from 10:00 to 10:10 UTC on 13 March (lowest 12 %, peak 14 %; Maximum per 5 minutes).",
            answer.Summary);
        Assert.Equal(["DescribeAlarms", "GetMetricData"], aws.Operations);
        Assert.Equal((300, "Maximum"), ((int)requests[1]["MetricDataQueries"]![0]!["MetricStat"]!["Period"]!, (string?)requests[1]["MetricDataQueries"]![0]!["MetricStat"]!["Stat"]));
        Assert.Equal((1773396000, 1773396600), ((long)requests[1]["StartTime"]!, (long)requests[1]["EndTime"]!));
    }

    [Theory]
    [InlineData("""{"loadBalancers":[{"targetGroupArn":"arn:a","containerName":"web","containerPort":80}]}""", "arn:a")]
    [InlineData("""{"loadBalancers":[{"targetGroupArn":"arn:blue","advancedConfiguration":{"alternateTargetGroupArn":"arn:green"}}]}""", "arn:blue,arn:green")]
    [InlineData("""{"loadBalancers":[{"targetGroupArn":"arn:blue"}],"deployments":[],"taskSets":[{"id":"1","status":"PRIMARY","loadBalancers":[{"targetGroupArn":"arn:green"}]},{"id":"2","status":"ACTIVE","loadBalancers":[{"targetGroupArn":"arn:blue"}]}]}""", "arn:blue,arn:green")]
    [InlineData("""{"loadBalancers":[{"loadBalancerName":"classic","containerName":"web","containerPort":80}]}""", "")]
    [InlineData("{}", "")]
    public async Task FindService_InEachShape_KnowsItsTargetGroups(string shape, string groups)
    {
        var service = JsonNode.Parse(shape)!.AsObject();
        (service["serviceArn"], service["clusterArn"]) = ("arn:aws:ecs:us-east-1:123456789012:service/production/web", "arn:aws:ecs:us-east-1:123456789012:cluster/production");
        (service["serviceName"], service["status"]) = ("web", "ACTIVE");
        await using var aws = await LoopbackAws.SayingAsync(("DescribeServices", new JsonObject { ["services"] = new JsonArray(service) }.ToJsonString()));

        var found = (await new EcsServices(aws.Clients(AwsTimeouts.Standard)).FindAsync("production", "web", Stop))!;

        Assert.Equal(groups, string.Join(',', found.TargetGroups));
    }
}
