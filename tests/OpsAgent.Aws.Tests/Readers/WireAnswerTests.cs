using Microsoft.AspNetCore.Http;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Readers;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.LoadBalancing;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Aws.Tests.Readers;

/// <summary>What AWS answers and moto never does.</summary>
public sealed class WireAnswerTests
{
    private const string Group = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/6d0ecf831eec9f09";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FindInstance_InTrouble_HasBothChecksAsAwsSaysThem()
    {
        await using var aws = await LoopbackAws.SayingAsync(
            ("DescribeInstances", """
                <DescribeInstancesResponse><reservationSet><item><ownerId>123456789012</ownerId><instancesSet><item>
                <instanceId>i-0a1b2c3d4e5f60001</instanceId><instanceState><code>16</code><name>running</name></instanceState><instanceType>m7g.large</instanceType>
                <placement><availabilityZone>us-east-1c</availabilityZone></placement><launchTime>2026-03-14T08:00:00.000Z</launchTime>
                </item></instancesSet></item></reservationSet></DescribeInstancesResponse>
                """),
            ("DescribeInstanceStatus", """
                <DescribeInstanceStatusResponse><instanceStatusSet><item><instanceId>i-0a1b2c3d4e5f60001</instanceId>
                <systemStatus><status>impaired</status></systemStatus><instanceStatus><status>initializing</status></instanceStatus>
                </item></instanceStatusSet></DescribeInstanceStatusResponse>
                """));

        var found = (await new Ec2Instances(aws.Clients(AwsTimeouts.Standard)).FindAsync("i-0a1b2c3d4e5f60001", Stop))!;

        Assert.Equal(("impaired", "initializing", false), (found.SystemCheck, found.InstanceCheck, found.ChecksPass));
        Assert.Equal(("m7g.large", "us-east-1c", Moments.Start - TimeSpan.FromHours(1)), (found.Type, found.Zone, found.LaunchTime));
        Assert.Empty(found.Tags);
    }

    [Fact]
    public async Task ListTargets_InTrouble_HasAwsReasonsAndTheOrderOfIdAndPort()
    {
        await using var aws = await LoopbackAws.SayingAsync(("DescribeTargetHealth", """
            <DescribeTargetHealthResponse><DescribeTargetHealthResult><TargetHealthDescriptions>
            <member><Target><Id>10.0.0.2</Id><Port>80</Port></Target><TargetHealth><State>draining</State></TargetHealth></member>
            <member><Target><Id>10.0.0.1</Id><Port>81</Port><AvailabilityZone>us-east-1a</AvailabilityZone></Target>
            <TargetHealth><State>unhealthy</State><Reason>Target.ResponseCodeMismatch</Reason><Description>Health checks failed with these codes: [503]</Description></TargetHealth></member>
            <member><Target><Id>10.0.0.1</Id><Port>80</Port></Target><TargetHealth><State>initial</State><Reason>Elb.RegistrationInProgress</Reason></TargetHealth></member>
            <member><Target><Id>10.0.0.1</Id></Target></member>
            </TargetHealthDescriptions></DescribeTargetHealthResult></DescribeTargetHealthResponse>
            """));

        var targets = await new LoadBalancingTargetHealth(aws.Clients(AwsTimeouts.Standard)).ListTargetsAsync(new TargetGroup(Group, "web", "ip", "HTTP", 8080), Stop);

        Assert.Equal(
            [
                new TargetHealth("10.0.0.1", 80, null, "initial", "Elb.RegistrationInProgress", null),
                new TargetHealth("10.0.0.1", 81, "us-east-1a", "unhealthy", "Target.ResponseCodeMismatch", "Health checks failed with these codes: [503]"),
                new TargetHealth("10.0.0.1", 8080, null, "unavailable", null, null),
                new TargetHealth("10.0.0.2", 80, null, "draining", null, null),
            ],
            targets);
    }

    // Anomaly detection and a zonal shift, in the shapes of DescribeTargetHealth.
    [Fact]
    public async Task ListTargets_ThatAwsTreatsApart_SayHow()
    {
        await using var aws = await LoopbackAws.SayingAsync(("DescribeTargetHealth", """
            <DescribeTargetHealthResponse><DescribeTargetHealthResult><TargetHealthDescriptions>
            <member><Target><Id>10.0.0.1</Id><AvailabilityZone>all</AvailabilityZone></Target><TargetHealth><State>healthy</State></TargetHealth>
            <AnomalyDetection><Result>anomalous</Result><MitigationInEffect>yes</MitigationInEffect></AnomalyDetection></member>
            <member><Target><Id>10.0.0.2</Id></Target><TargetHealth><State>healthy</State></TargetHealth>
            <AnomalyDetection><Result>anomalous</Result><MitigationInEffect>no</MitigationInEffect></AnomalyDetection></member>
            <member><Target><Id>10.0.0.3</Id></Target><TargetHealth><State>healthy</State></TargetHealth>
            <AnomalyDetection><Result>normal</Result><MitigationInEffect>no</MitigationInEffect></AnomalyDetection>
            <AdministrativeOverride><State>zonal_shift_active</State><Reason>AdministrativeOverride.ZonalShiftActive</Reason><Description>Zonal shift is active for the target</Description></AdministrativeOverride></member>
            <member><Target><Id>10.0.0.4</Id></Target><TargetHealth><State>healthy</State></TargetHealth>
            <AdministrativeOverride><State>no_override</State><Reason>AdministrativeOverride.NoOverride</Reason><Description>No override is currently active on target</Description></AdministrativeOverride></member>
            </TargetHealthDescriptions></DescribeTargetHealthResult></DescribeTargetHealthResponse>
            """));

        var targets = await new LoadBalancingTargetHealth(aws.Clients(AwsTimeouts.Standard)).ListTargetsAsync(new TargetGroup(Group, "web", "ip", "HTTP", 8080), Stop);

        Assert.Equal(
            [("all", "anomalous, mitigated", null), (null, "anomalous", null), (null, null, "Zonal shift is active for the target"), ((string?)null, (string?)null, (string?)null)],
            targets.Select(t => (t.Zone, t.Anomaly, t.Override)));
    }

    [Theory]
    [InlineData("DescribeLoadBalancers")]
    [InlineData("DescribeTargetGroups")]
    public async Task Find_ByAnArnThatElbDoesNotTakeForOne_IsNull(string operation)
    {
        await using var aws = await LoopbackAws.StartAsync((context, _) => WireFault.ErrorAsync(context, "elasticloadbalancing", 400, "ValidationError"));
        var health = new LoadBalancingTargetHealth(aws.Clients(AwsTimeouts.Standard));

        Assert.Null(await health.FindLoadBalancerAsync("arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/app/web/50dc6c495c0c9188", Stop));
        Assert.Null(await health.FindGroupAsync(Group, Stop));
        Assert.Contains(operation, aws.Operations);
    }

    [Theory]
    [InlineData("Forbidden", ErrorCode.AwsAccessDenied)]
    [InlineData("InternalError", ErrorCode.AwsServiceError)]
    public async Task GetMetrics_OneThatCloudWatchDidNotRead_IsNotTakenForOneWithoutDatapoints(string status, ErrorCode code)
    {
        await using var aws = await LoopbackAws.SayingAsync(("GetMetricData", $$"""{"MetricDataResults":[{"Id":"q0","Timestamps":[],"Values":[],"StatusCode":"{{status}}"}]}"""));

        var e = await Assert.ThrowsAsync<AwsException>(() => new CloudWatchMetrics(aws.Clients(AwsTimeouts.Standard)).GetAsync(
            [new MetricQuery(MetricIdentity.OfInstance("i-0a1b2c3d4e5f60001", "CPUUtilization"), "Sum")], Moments.Start, Moments.After(3600), TimeSpan.FromMinutes(1), Stop));

        Assert.Equal((code, "cloudwatch:GetMetricData", "CPUUtilization"), (e.Code, e.Action, e.Resource));
    }

    [Theory]
    [InlineData("""{"desiredCount":2,"runningCount":2,"deployments":[{"status":"ACTIVE","rolloutState":"COMPLETED"},{"status":"PRIMARY","rolloutState":"FAILED"}]""", "FAILED, one of 2", 2)]
    [InlineData("""{"desiredCount":2,"runningCount":2,"pendingCount":0""", "COMPLETED", 0)]
    [InlineData("""{"desiredCount":0,"runningCount":1""", "IN_PROGRESS", 0)]
    public async Task FindService_WithOrWithoutARolloutState_SaysHowItsDeploymentStands(string service, string rollout, int deployments)
    {
        const string Names = ""","serviceName":"web","status":"DRAINING","serviceArn":"arn:aws:ecs:us-east-1:123456789012:service/production/web","clusterArn":"arn:aws:ecs:us-east-1:123456789012:cluster/production"}""";
        await using var aws = await LoopbackAws.SayingAsync(("DescribeServices", $$"""{"services":[{{service}}{{Names}}],"failures":[]}"""));

        var found = (await new EcsServices(aws.Clients(AwsTimeouts.Standard)).FindAsync("production", "web", Stop))!;

        Assert.Equal(("production", "web", "DRAINING", rollout, deployments), (found.Cluster, found.Name, found.Status, found.DeploymentState(), found.Deployments.Length));
    }

    [Fact]
    public async Task FindService_OfCodeDeploy_HasItsTaskSetsAndIsSteady()
    {
        await using var aws = await LoopbackAws.SayingAsync(("DescribeServices", """
            {"failures":[],"services":[{"serviceArn":"arn:aws:ecs:us-east-1:123456789012:service/production/web","serviceName":"web","clusterArn":"arn:aws:ecs:us-east-1:123456789012:cluster/production",
            "status":"ACTIVE","desiredCount":4,"runningCount":4,"pendingCount":0,"deploymentController":{"type":"CODE_DEPLOY"},"schedulingStrategy":"REPLICA","deployments":[],
            "capacityProviderStrategy":[{"capacityProvider":"FARGATE_SPOT","weight":1,"base":0}],"deploymentConfiguration":{"minimumHealthyPercent":50,"maximumPercent":200},
            "taskSets":[{"id":"ecs-svc/1","status":"PRIMARY","taskDefinition":"arn:aws:ecs:us-east-1:123456789012:task-definition/web:42","computedDesiredCount":4,"runningCount":4,"pendingCount":0,
            "scale":{"value":100.0,"unit":"PERCENT"},"stabilityStatus":"STEADY_STATE","createdAt":1769000001.5}],
            "events":[{"id":"e","createdAt":1769000002,"message":"(service web) has reached a steady state."}]}]}
            """));

        var found = (await new EcsServices(aws.Clients(AwsTimeouts.Standard)).FindAsync("production", "web", Stop))!;

        Assert.True(found.IsSteady);
        Assert.Equal(("CODE_DEPLOY", 50, 200, "task set STEADY_STATE"), (found.Controller, found.MinimumHealthyPercent, found.MaximumPercent, found.DeploymentState()));
        Assert.Equal(["FARGATE_SPOT"], found.CapacityProviders);
        Assert.Equal(("PRIMARY", 4, 100.0), (found.TaskSets[0].Status, found.TaskSets[0].Running, found.TaskSets[0].ScalePercent));
        Assert.Equal("(service web) has reached a steady state.", Assert.Single(found.Events).Message);
    }

    [Theory]
    [InlineData("web")]
    [InlineData("arn:aws:ecs:us-east-1:123456789012:service/web")]
    [InlineData("arn:aws:ecs:us-east-1:123456789012:service/production/web")]
    public async Task FindService_WithAShortArn_IsFoundWithoutTags(string service)
    {
        await using var aws = await LoopbackAws.StartAsync((context, call) =>
        {
            if (!System.Text.Encoding.UTF8.GetString(call.Body).Contains("TAGS", StringComparison.Ordinal))
            {
                return context.Response.WriteAsync("""
                    {"services":[{"serviceArn":"arn:aws:ecs:us-east-1:123456789012:service/web","serviceName":"web","clusterArn":"arn:aws:ecs:us-east-1:123456789012:cluster/production","status":"ACTIVE"}]}
                    """);
            }

            context.Response.StatusCode = 400;
            return context.Response.WriteAsync("""{"__type":"InvalidParameterException","message":"Long arn format must be used for tagging operations"}""");
        });

        var found = (await new EcsServices(aws.Clients(AwsTimeouts.Standard)).FindAsync("arn:aws:ecs:us-east-1:123456789012:cluster/production", service, Stop))!;

        Assert.True(found.HasShortArn);
        Assert.Empty(found.Tags);
    }

    [Fact]
    public async Task ListServices_OneWithAShortArnAmongThem_TakesNoTagsFromTheOthers()
    {
        await using var aws = await LoopbackAws.StartAsync((context, call) =>
        {
            var asked = System.Text.Encoding.UTF8.GetString(call.Body);
            if (call.Operation == "ListServices")
            {
                return context.Response.WriteAsync("""{"serviceArns":["arn:aws:ecs:us-east-1:123456789012:service/old","arn:aws:ecs:us-east-1:123456789012:service/production/web"]}""");
            }

            var (old, tags) = (asked.Contains("service/old", StringComparison.Ordinal), asked.Contains("TAGS", StringComparison.Ordinal));
            if (old && tags)
            {
                context.Response.StatusCode = 400;
                return context.Response.WriteAsync("""{"__type":"InvalidParameterException","message":"Long arn format must be used for tagging operations"}""");
            }

            return context.Response.WriteAsync(old
                ? """{"services":[{"serviceArn":"arn:aws:ecs:us-east-1:123456789012:service/old","serviceName":"old","clusterArn":"arn:aws:ecs:us-east-1:123456789012:cluster/production","status":"ACTIVE"}]}"""
                : """{"services":[{"serviceArn":"arn:aws:ecs:us-east-1:123456789012:service/production/web","serviceName":"web","clusterArn":"arn:aws:ecs:us-east-1:123456789012:cluster/production","status":"ACTIVE","tags":[{"key":"Role","value":"web"}]}]}""");
        });

        var page = (await new EcsServices(aws.Clients(AwsTimeouts.Standard)).ListAsync("production", withTags: true, 10, Stop))!;

        Assert.Equal(["old: ", "web: web"], page.Services.Select(s => $"{s.Name}: {s.Tags.GetValueOrDefault("Role")}"));
    }

    [Fact]
    public async Task FindService_AParameterThatAwsDoesNotTake_IsNoDenial()
    {
        await using var aws = await LoopbackAws.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync("""{"__type":"InvalidParameterException","message":"Identifier is for 210987654321. Your accountId is 123456789012"}""");
        });

        var e = await Assert.ThrowsAsync<AwsException>(() => new EcsServices(aws.Clients(AwsTimeouts.Standard)).FindAsync("production", "web", Stop));

        Assert.Equal(ErrorCode.ValidationError, e.Code);
        Assert.Contains("AWS says: Identifier is for <account>. Your accountId is <account>.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindService_AFailureOtherThanMissing_IsToldAndNotTakenForNone()
    {
        await using var aws = await LoopbackAws.SayingAsync(("DescribeServices", """{"services":[],"failures":[{"arn":"arn:x","reason":"THROTTLED","detail":"too fast"}]}"""));
        await using var missing = await LoopbackAws.SayingAsync(("DescribeServices", """{"services":[],"failures":[{"arn":"arn:x","reason":"MISSING"}]}"""));

        var e = await Assert.ThrowsAsync<AwsException>(() => new EcsServices(aws.Clients(AwsTimeouts.Standard)).FindAsync("production", "web", Stop));

        Assert.Contains("AWS says: THROTTLED too fast.", e.Message, StringComparison.Ordinal);
        Assert.Null(await new EcsServices(missing.Clients(AwsTimeouts.Standard)).FindAsync("production", "web", Stop));
    }
}
