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

/// <summary>CloudWatch's answers in the shapes of the field, through get_cloudwatch_metrics to its sentence.</summary>
public sealed class CloudWatchAnswerTests
{
    private const string Cpu = """{"resource":"i-0a1b2c3d4e5f60001","metric":"CPUUtilization"}""";
    private const string NoAlarms = """{"MetricAlarms":[],"CompositeAlarms":[]}""";

    private readonly List<JsonNode> _requests = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Look_ACountWithoutZeros_SaysSinceWhenThereWasNoneAndHowManyThereWere()
    {
        var summary = await SummaryAsync(
            """{"resource":"app/web/50dc6c495c0c9188","metric":"HTTPCode_Target_5XX_Count","statistic":"Sum"}""", Data((-35, 3), (-34, 5), (-33, 4)), NoAlarms);

        Assert.Equal(
            "HTTPCode_Target_5XX_Count has been 0 since 08:28 UTC (32 minutes ago); the last was 4. "
            + "It is 0 now; 12 in the last hour (0.21 on average, lowest 0, peak 5; Sum per minute; 0 where there is no datapoint). No alarm watches it.",
            summary);
    }

    [Theory]
    [InlineData("""{"resource":"my api","metric":"5XXError","namespace":"AWS/ApiGateway","statistic":"p99.9"}""", "AWS/ApiGateway", "5XXError", "ApiName=my api", "p99.9")]
    [InlineData("""{"resource":"/aws/lambda/orders","metric":"IncomingBytes","namespace":"AWS/Logs"}""", "AWS/Logs", "IncomingBytes", "LogGroupName=/aws/lambda/orders", "Sum")]
    [InlineData("""{"dimensions":"objectname=Memory,host=web 1","metric":"Memory % Committed Bytes In Use","namespace":"My Company/Shop","statistic":"TM(2%:98%)"}""", "My Company/Shop", "Memory % Committed Bytes In Use", "host=web 1,objectname=Memory", "TM(2%:98%)")]
    [InlineData("""{"metric":"orders#failed","namespace":"/aws/sagemaker/Endpoints","statistic":"IQM"}""", "/aws/sagemaker/Endpoints", "orders#failed", "", "IQM")]
    public async Task Look_AnyNameThatCloudWatchTakes_IsAskedForAsItIsSpelt(string given, string @namespace, string metric, string dimensions, string statistic)
    {
        var known = new JsonArray([.. dimensions.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(d => (JsonNode)new JsonObject { ["Name"] = d.Split('=')[0], ["Value"] = d.Split('=')[1] })]);
        var listed = new JsonObject { ["Metrics"] = new JsonArray(new JsonObject { ["Namespace"] = @namespace, ["MetricName"] = metric, ["Dimensions"] = known }) };

        await SummaryAsync(given, Data((-1, 1)), NoAlarms, listed.ToJsonString());

        var stat = _requests.Last(r => r["MetricDataQueries"] is not null)["MetricDataQueries"]![0]!["MetricStat"]!;
        Assert.Equal((@namespace, metric, statistic), ((string?)stat["Metric"]!["Namespace"], (string?)stat["Metric"]!["MetricName"], (string?)stat["Stat"]));
        Assert.Equal(dimensions, string.Join(',', stat["Metric"]!["Dimensions"]?.AsArray().Select(d => $"{d!["Name"]}={d["Value"]}") ?? []));
    }

    // Composite alarms name their parts by name or ARN and may be parts themselves.
    [Fact]
    public async Task Look_AlarmsThatWatchItByOthers_AreNamed()
    {
        const string Rule = """OK(\"unrelated\") AND (ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:cpu) OR ALARM(other))""";
        var summary = await SummaryAsync(Cpu, Data((-1, 1)), $$$"""
            {"MetricAlarms":[
              {"AlarmName":"cpu","StateValue":"OK","Namespace":"AWS/EC2","MetricName":"CPUUtilization","Dimensions":[{"Name":"InstanceId","Value":"i-0a1b2c3d4e5f60001"}],"Statistic":"Average","Threshold":80,"ComparisonOperator":"GreaterThanThreshold","TreatMissingData":"missing"},
              {"AlarmName":"fleet","StateValue":"OK","Threshold":80,"ComparisonOperator":"GreaterThanThreshold","Metrics":[{"Id":"q1","Expression":"SELECT MAX(CPUUtilization) FROM SCHEMA(\"AWS/EC2\", InstanceId) GROUP BY InstanceId","ReturnData":true,"Period":60}]},
              {"AlarmName":"ecs","StateValue":"OK","Threshold":80,"ComparisonOperator":"GreaterThanThreshold","Metrics":[{"Id":"q1","Expression":"SELECT MAX(CPUUtilization) FROM \"AWS/ECS\"","ReturnData":true,"Period":60}]}],
             "CompositeAlarms":[
              {"AlarmName":"page","StateValue":"ALARM","StateTransitionedTimestamp":{{{Moments.Start.AddMinutes(-5).ToUnixTimeSeconds()}}},"AlarmRule":"ALARM( \"host down\" )"},
              {"AlarmName":"host down","StateValue":"OK","AlarmRule":"{{{Rule}}}"},
              {"AlarmName":"others","StateValue":"ALARM","AlarmRule":"ALARM(cpu-2) OR ALARM(\"my cpu\")"}]}
            """);

        Assert.StartsWith("Alarm page is in ALARM since 08:55 UTC (5 minutes ago): it is composed of others, ALARM( \"host down\" ). ", summary, StringComparison.Ordinal);
        Assert.EndsWith("Alarm cpu is OK, alarm fleet is OK, alarm host down is OK.", summary, StringComparison.Ordinal);
        Assert.Equal(["MetricAlarm", "CompositeAlarm"], _requests.Single(r => r["AlarmTypes"] is not null)["AlarmTypes"]!.AsArray().Select(t => (string?)t));
    }

    [Fact]
    public async Task Look_AnAlarmOnAnAnomalyBand_IsNamedWithItsBand()
    {
        var summary = await SummaryAsync(Cpu, Data((-1, 1)), """
            {"MetricAlarms":[{"AlarmName":"band","StateValue":"ALARM","StateTransitionedTimestamp":1773478800,"ComparisonOperator":"LessThanLowerOrGreaterThanUpperThreshold","ThresholdMetricId":"ad1",
             "Metrics":[{"Id":"m1","ReturnData":true,"MetricStat":{"Metric":{"Namespace":"AWS/EC2","MetricName":"CPUUtilization","Dimensions":[{"Name":"InstanceId","Value":"i-0a1b2c3d4e5f60001"}]},"Period":300,"Stat":"Average"}},
                        {"Id":"ad1","Expression":"ANOMALY_DETECTION_BAND(m1, 2)","ReturnData":true}]}]}
            """);

        Assert.Contains("Alarm band is in ALARM since ", summary, StringComparison.Ordinal);
        Assert.Contains(": outside of ANOMALY_DETECTION_BAND(m1, 2). ", summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_AnAlarmThatTakesMissingDataForGood_MakesItZero()
    {
        const string Alarm = """
            {"MetricAlarms":[{"AlarmName":"a","StateValue":"OK","Namespace":"Shop","MetricName":"FailedOrders","Dimensions":[{"Name":"Shop","Value":"de"}],"Statistic":"Sum","Threshold":1,"ComparisonOperator":"GreaterThanThreshold","TreatMissingData":"notBreaching"}]}
            """;
        const string Listed = """{"Metrics":[{"Namespace":"Shop","MetricName":"FailedOrders","Dimensions":[{"Name":"Shop","Value":"de"}]}]}""";

        var summary = await SummaryAsync("""{"resource":"de","metric":"FailedOrders","namespace":"Shop","statistic":"Sum"}""", Data((-50, 1), (-40, 2.5)), Alarm, Listed);

        Assert.Contains("It is 0 now; 3.5 in the last hour", summary, StringComparison.Ordinal);
    }

    private static string Data(params (int Minute, double Value)[] points) => new JsonObject
    {
        ["MetricDataResults"] = new JsonArray(new JsonObject
        {
            ["Id"] = "q0",
            ["StatusCode"] = "Complete",
            ["Timestamps"] = new JsonArray([.. points.Select(p => (JsonNode)Moments.Start.AddMinutes(p.Minute).ToUnixTimeSeconds())]),
            ["Values"] = new JsonArray([.. points.Select(p => (JsonNode)p.Value)]),
        }),
    }.ToJsonString();

    private async Task<string> SummaryAsync(string given, string data, string alarms, string listed = """{"Metrics":[]}""")
    {
        await using var aws = await LoopbackAws.StartAsync((context, call) =>
        {
            _requests.Add(JsonNode.Parse(Encoding.UTF8.GetString(call.Body))!);
            return context.Response.WriteAsync(call.Operation switch { "GetMetricData" => data, "DescribeAlarms" => alarms, _ => listed });
        });
        var readers = new AwsReaders(
            new FakeInstances(), new CloudWatchMetrics(aws.Clients(AwsTimeouts.Standard)), new FakeTargetHealth(), new FakeCloudTrailEvents(), new FakeEcsServices(), new FakeServiceScaling(), new FakeTaskDefinitions());
        var operation = new GetCloudWatchMetrics();
        return (await operation.RunAsync(operation.Parameters.Validate(JsonNode.Parse(given)!.ToElement()).Value(), readers, Moments.Start, Stop)).Value().Summary;
    }
}
