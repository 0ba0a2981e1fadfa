using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Readers;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.LoadBalancing;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Aws.Tests.Readers;

/// <summary>Lists that never end: each reader stops after its pages and says that there is more.</summary>
public sealed class PageBoundTests : IAsyncLifetime
{
    private const int MaxPages = 20;
    private const string More = "more";

    private static readonly MetricIdentity Errors = MetricIdentity.OfInstance("i-0a1b2c3d4e5f60001", "CPUUtilization");
    private static readonly LoadBalancer Web = new("arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188", "web", "active");

    private LoopbackAws _aws = null!;
    private AwsClients _clients = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _aws = await LoopbackAws.SayingAsync(
            ("DescribeInstances", $"""
                <DescribeInstancesResponse><reservationSet><item><ownerId>123456789012</ownerId><instancesSet><item>
                <instanceId>i-0a1b2c3d4e5f60001</instanceId><instanceState><code>80</code><name>stopped</name></instanceState>
                </item></instancesSet></item></reservationSet><nextToken>{More}</nextToken></DescribeInstancesResponse>
                """),
            ("DescribeInstanceStatus", "<DescribeInstanceStatusResponse><instanceStatusSet/></DescribeInstanceStatusResponse>"),
            ("DescribeTargetGroups", $"""
                <DescribeTargetGroupsResponse><DescribeTargetGroupsResult><TargetGroups><member>
                <TargetGroupArn>arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/6d0ecf831eec9f09</TargetGroupArn><TargetGroupName>web</TargetGroupName>
                </member></TargetGroups><NextMarker>{More}</NextMarker></DescribeTargetGroupsResult></DescribeTargetGroupsResponse>
                """),
            ("DescribeTargetHealth", "<DescribeTargetHealthResponse><DescribeTargetHealthResult></DescribeTargetHealthResult></DescribeTargetHealthResponse>"),
            ("ListMetrics", $$"""{"Metrics":[{"Namespace":"AWS/EC2","MetricName":"CPUUtilization","Dimensions":[{"Name":"InstanceId","Value":"i-0a1b2c3d4e5f60001"}]}],"NextToken":"{{More}}"}"""),
            ("DescribeAlarms", $$"""{"MetricAlarms":[{"AlarmName":"a","StateValue":"OK","Namespace":"AWS/EC2","MetricName":"CPUUtilization"}],"NextToken":"{{More}}"}"""),
            ("GetMetricData", $$"""{"MetricDataResults":[{"Id":"q0","Timestamps":[1773478800],"Values":[1],"StatusCode":"PartialData"}],"NextToken":"{{More}}"}"""),
            ("LookupEvents", $$"""{"Events":[],"NextToken":"{{More}}"}"""));
        _clients = _aws.Clients(AwsTimeouts.Standard);
    }

    public ValueTask DisposeAsync()
    {
        _clients.Dispose();
        return _aws.DisposeAsync();
    }

    [Fact]
    public async Task FindByTag_SaysSo()
    {
        Assert.True((await new Ec2Instances(_clients).FindByTagAsync("Role", "web", 500, Stop)).Truncated);
        Assert.Equal(MaxPages, _aws.Operations.Count(o => o == "DescribeInstances"));
    }

    [Fact]
    public async Task FindMetrics_SaysSo()
    {
        Assert.True((await new CloudWatchMetrics(_clients).FindAsync(null, "CPUUtilization", "i-0a1b2c3d4e5f60001", 500, Stop)).Truncated);
        Assert.Equal(MaxPages, _aws.Operations.Count);
    }

    [Fact]
    public async Task AlarmsOn_SaysSo()
    {
        var page = await new CloudWatchMetrics(_clients).AlarmsOnAsync(Errors, Stop);

        Assert.True(page.Truncated);
        Assert.Empty(page.Alarms);
        Assert.Equal(MaxPages, _aws.Operations.Count);
    }

    [Fact]
    public async Task GetMetrics_HasNoWordForIt_AndThrowsRatherThanAnswerHalfASeries()
    {
        var e = await Assert.ThrowsAsync<AwsException>(() =>
            new CloudWatchMetrics(_clients).GetAsync([new MetricQuery(Errors, "Sum")], Moments.Start, Moments.After(3600), TimeSpan.FromMinutes(1), Stop));

        Assert.Equal((ErrorCode.AwsServiceError, "cloudwatch:GetMetricData", "CPUUtilization"), (e.Code, e.Action, e.Resource));
        Assert.Contains("more than the 20 pages", e.Message, StringComparison.Ordinal);
        Assert.Equal(MaxPages, _aws.Operations.Count);
    }

    [Fact]
    public async Task ListGroups_HasNoWordForIt_AndThrowsRatherThanLeaveAGroupOut()
    {
        var e = await Assert.ThrowsAsync<AwsException>(() => new LoadBalancingTargetHealth(_clients).ListGroupsAsync(Web, Stop));

        Assert.Equal((ErrorCode.AwsServiceError, "elasticloadbalancing:DescribeTargetGroups", Web.Arn), (e.Code, e.Action, e.Resource));
        Assert.Equal(MaxPages, _aws.Operations.Count);
    }

    [Fact]
    public async Task GroupsOf_SaysSo()
    {
        Assert.True((await new LoadBalancingTargetHealth(_clients).GroupsOfAsync("10.0.0.1", 500, Stop)).Truncated);
        Assert.Equal(MaxPages, _aws.Operations.Count(o => o == "DescribeTargetGroups"));
    }

    [Fact]
    public async Task LookUpEvents_ThatAreNoneForPages_SaysSo()
    {
        var page = await new CloudTrailEvents(_clients, new LeapingTime()).LookUpEventsAsync(new CloudTrailQuery(null, null, Moments.Start, Moments.After(60), 50), Stop);

        Assert.True(page.Truncated);
        Assert.Equal(10, _aws.Operations.Count);
    }
}
