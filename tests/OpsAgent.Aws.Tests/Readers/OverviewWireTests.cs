using System.Text;

using Microsoft.AspNetCore.Http;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Readers;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Aws.Tests.Readers;

/// <summary>What AWS answers to the overview's questions and moto does not: alarms of every kind, each kind of failing check, groups without a load balancer, short pages.</summary>
public sealed class OverviewWireTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FiringAlarms_OfEveryKind_SayWhatTheyLookAtAndSinceWhen()
    {
        await using var aws = await LoopbackAws.SayingAsync(("DescribeAlarms", """
            {"MetricAlarms":[
              {"AlarmName":"plain","StateValue":"ALARM","StateReason":"Crossed.","StateTransitionedTimestamp":1773478800,"StateUpdatedTimestamp":1773478860,"Namespace":"AWS/SQS","MetricName":"ApproximateAgeOfOldestMessage","ExtendedStatistic":"p95","Dimensions":[{"Name":"QueueName","Value":"orders"}]},
              {"AlarmName":"math","StateValue":"ALARM","StateReason":"Crossed.","StateUpdatedTimestamp":1773478740,"Metrics":[{"Id":"e1","Expression":"100*m1/m2","ReturnData":true},{"Id":"m1","ReturnData":false,"MetricStat":{"Metric":{"Namespace":"AWS/ApplicationELB","MetricName":"HTTPCode_Target_5XX_Count","Dimensions":[{"Name":"LoadBalancer","Value":"app/web/50dc6c495c0c9188"}]},"Period":60,"Stat":"Sum"}}]},
              {"AlarmName":"query","StateValue":"ALARM","StateUpdatedTimestamp":1773478680,"Metrics":[{"Id":"q1","Expression":"SELECT MAX(CPUUtilization) FROM SCHEMA(\"AWS/EC2\", InstanceId)","Period":60}]}],
             "CompositeAlarms":[{"AlarmName":"both","StateValue":"ALARM","AlarmRule":"ALARM(plain) AND ALARM(math)","StateReason":"plain transitioned to ALARM","StateTransitionedTimestamp":1773478920}]}
            """));

        var page = await new CloudWatchMetrics(aws.Clients(AwsTimeouts.Standard)).FiringAlarmsAsync(10, Stop);

        Assert.Equal(
            ["both - composite 09:02", "plain p95 ApproximateAgeOfOldestMessage 09:00", "math Sum HTTPCode_Target_5XX_Count 08:59", "query - - 08:58"],
            page.Alarms.Select(a => $"{a.Name} {a.Statistic ?? "-"} {a.Metric?.Name ?? (a.IsComposite ? "composite" : "-")} {a.Since.UtcDateTime:HH:mm}"));
        Assert.False(page.Truncated);
    }

    [Fact]
    public async Task FiringAlarms_WithoutEnd_StopAfterThreePagesAndSaySo()
    {
        await using var aws = await LoopbackAws.SayingAsync(("DescribeAlarms", """{"MetricAlarms":[],"CompositeAlarms":[],"NextToken":"more"}"""));

        Assert.True((await new CloudWatchMetrics(aws.Clients(AwsTimeouts.Standard)).FiringAlarmsAsync(10, Stop)).Truncated);
        Assert.Equal(3, aws.Operations.Count);
    }

    [Fact]
    public async Task FindInTrouble_AnInstanceWhoseVolumesFailAlone_IsFound()
    {
        const string Status = """
            <item><instanceId>i-0a1b2c3d4e5f60001</instanceId><systemStatus><status>ok</status></systemStatus><instanceStatus><status>ok</status></instanceStatus>
            <attachedEbsStatus><status>impaired</status><details><item><name>reachability</name><status>failed</status></item></details></attachedEbsStatus></item>
            """;
        await using var aws = await LoopbackAws.StartAsync((context, call) => context.Response.WriteAsync(call.Operation switch
        {
            "DescribeInstances" => """
                <DescribeInstancesResponse><reservationSet><item><ownerId>123456789012</ownerId><instancesSet><item>
                <instanceId>i-0a1b2c3d4e5f60001</instanceId><instanceState><code>16</code><name>running</name></instanceState>
                </item></instancesSet></item></reservationSet></DescribeInstancesResponse>
                """,
            // As AWS does, each filter answers its own.
            _ when !TextOf(call).Contains("Filter.1", StringComparison.Ordinal) || TextOf(call).Contains("attached-ebs-status.status", StringComparison.Ordinal) =>
                $"<DescribeInstanceStatusResponse><instanceStatusSet>{Status}</instanceStatusSet></DescribeInstanceStatusResponse>",
            _ => "<DescribeInstanceStatusResponse><instanceStatusSet/></DescribeInstanceStatusResponse>",
        }));

        var page = await new Ec2Instances(aws.Clients(AwsTimeouts.Standard)).FindInTroubleAsync(10, Stop);

        Assert.Equal("impaired", Assert.Single(page.Instances).EbsCheck);
        Assert.Equal(5, aws.Operations.Count(o => o == "DescribeInstanceStatus"));
    }

    [Fact]
    public async Task GroupsInUse_OfThreeOfWhichOneHasNoLoadBalancer_AreTheTwo()
    {
        await using var aws = await LoopbackAws.SayingAsync(("DescribeTargetGroups", $"""
            <DescribeTargetGroupsResponse><DescribeTargetGroupsResult><TargetGroups>
            {Group("idle", string.Empty)}{Group("web", "<member>arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188</member>")}
            {Group("api", "<member>arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/api/50dc6c495c0c9189</member>")}
            </TargetGroups></DescribeTargetGroupsResult></DescribeTargetGroupsResponse>
            """));

        var page = await new LoadBalancingTargetHealth(aws.Clients(AwsTimeouts.Standard)).GroupsInUseAsync(10, Stop);

        Assert.Equal(["api", "web"], page.Groups.Select(g => g.Name));

        static string Group(string name, string balancers) => $"""
            <member><TargetGroupArn>arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/{name}/6d0ecf831eec9f09</TargetGroupArn>
            <TargetGroupName>{name}</TargetGroupName><TargetType>ip</TargetType><LoadBalancerArns>{balancers}</LoadBalancerArns></member>
            """;
    }

    [Fact]
    public async Task ListServices_OfAClusterGoneSinceItWasListed_ShowsTheOthers()
    {
        const string Cluster = "arn:aws:ecs:us-east-1:123456789012:cluster";
        await using var aws = await LoopbackAws.StartAsync(async (context, call) =>
        {
            if (call.Operation == "ListServices" && TextOf(call).Contains("/gone", StringComparison.Ordinal))
            {
                context.Response.StatusCode = 400;
                await context.Response.WriteAsync("""{"__type":"ClusterNotFoundException","message":"Cluster not found."}""");
                return;
            }

            await context.Response.WriteAsync(call.Operation switch
            {
                "ListClusters" => $$"""{"clusterArns":["{{Cluster}}/gone","{{Cluster}}/production"]}""",
                // A page may be short.
                "ListServices" when !TextOf(call).Contains("more", StringComparison.Ordinal) => """{"serviceArns":[],"nextToken":"more"}""",
                "ListServices" => """{"serviceArns":["arn:aws:ecs:us-east-1:123456789012:service/production/web","arn:aws:ecs:us-east-1:123456789012:service/production/old"]}""",
                _ => $$"""
                    {"services":[
                      {"serviceArn":"arn:aws:ecs:us-east-1:123456789012:service/production/web","serviceName":"web","clusterArn":"{{Cluster}}/production","status":"ACTIVE","desiredCount":2,"runningCount":2,"pendingCount":0,"deploymentController":{"type":"CODE_DEPLOY"},"deployments":[],"taskSets":[{"id":"ecs-svc/1","status":"PRIMARY","stabilityStatus":"STEADY_STATE","computedDesiredCount":2,"runningCount":2,"pendingCount":0,"scale":{"value":100,"unit":"PERCENT"} }]},
                      {"serviceArn":"arn:aws:ecs:us-east-1:123456789012:service/production/old","serviceName":"old","clusterArn":"{{Cluster}}/production","status":"INACTIVE"}]}
                    """,
            });
        });

        var page = (await new EcsServices(aws.Clients(AwsTimeouts.Standard)).ListAsync(null, withTags: false, 10, Stop))!;

        Assert.Equal(("web", true), (Assert.Single(page.Services).Name, page.Services[0].IsSteady));
        Assert.False(page.Truncated);
    }

    [Fact]
    public async Task ListServices_InMoreClustersThanAreLookedAt_SaysSo()
    {
        var clusters = string.Join(',', Enumerable.Range(0, 25).Select(i => $"\"arn:aws:ecs:us-east-1:123456789012:cluster/c{i:d2}\""));
        await using var aws = await LoopbackAws.SayingAsync(("ListClusters", $$"""{"clusterArns":[{{clusters}}]}"""), ("ListServices", """{"serviceArns":[]}"""));

        Assert.True((await new EcsServices(aws.Clients(AwsTimeouts.Standard)).ListAsync(null, withTags: false, 10, Stop))!.Truncated);
        Assert.Equal(20, aws.Operations.Count(o => o == "ListServices"));
    }

    private static string TextOf(LoopbackCall call) => Encoding.UTF8.GetString(call.Body);
}
