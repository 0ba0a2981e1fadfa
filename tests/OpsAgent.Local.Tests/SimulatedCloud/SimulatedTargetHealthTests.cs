using OpsAgent.Core.Operations.LoadBalancing;
using OpsAgent.Core.Primitives;
using OpsAgent.Local.SimulatedCloud;

namespace OpsAgent.Local.Tests.SimulatedCloud;

public sealed class SimulatedTargetHealthTests
{
    private const string Elb = "arn:aws:elasticloadbalancing:us-east-1:123456789012";
    private const string Balancer = Elb + ":loadbalancer/app/production-web/50dc6c495c0c9188";
    private const string Web = Elb + ":targetgroup/web/6d0ecf831eec9f09";

    [Theory]
    [InlineData("production-web", true)]
    [InlineData(Balancer, true)]
    [InlineData("Production-Web", false)]
    [InlineData(Balancer + "0", false)]
    public async Task FindLoadBalancer_ByNameOrArn_FindsExactlyIt(string name, bool found) => Assert.Equal(
        found ? new LoadBalancer(Balancer, "production-web", "active") : null, await Default().FindLoadBalancerAsync(name, default));

    [Fact]
    public async Task ListGroups_OfTheDefaultBalancer_AreApiAndWeb()
    {
        var groups = await Default().ListGroupsAsync(new LoadBalancer(Balancer, "production-web", "active"), default);
        Assert.Equal(["api", "web"], groups.Select(g => g.Name));
        Assert.Equal(groups[1], await Default().FindGroupAsync(Web, default));
        Assert.Null(await Default().FindGroupAsync(Web + "0", default));
    }

    [Fact]
    public async Task ListTargets_OfAGroup_TakeThePortOfTheGroupAndAwsWords()
    {
        var targets = await Default().ListTargetsAsync((await Default().FindGroupAsync(Web, default))!, default);

        Assert.Equal(
            new TargetHealth("10.0.11.24", 8080, "us-east-1a", "unhealthy", "Target.ResponseCodeMismatch", "Health checks failed with these codes: [503]"), targets[0]);
        Assert.Equal(["unhealthy", "unhealthy", "healthy"], targets.Select(t => t.State));
    }

    [Theory]
    [InlineData("elasticloadbalancing:DescribeLoadBalancers")]
    [InlineData("elasticloadbalancing:DescribeTargetGroups")]
    [InlineData("elasticloadbalancing:DescribeTargetHealth")]
    public async Task Anything_WithAFault_MeetsIt(string action)
    {
        var health = new SimulatedTargetHealth(CloudFile.Load(null), new FaultInjector([new CloudFault { Action = action, Kind = "access_denied" }], 1, TimeProvider.System));

        var failure = await Assert.ThrowsAsync<AwsException>(async () =>
        {
            var balancer = await health.FindLoadBalancerAsync("production-web", default);
            var groups = await health.ListGroupsAsync(balancer!, default);
            await health.ListTargetsAsync(groups[0], default);
        });

        Assert.Equal((ErrorCode.AwsAccessDenied, action), (failure.Code, failure.Action));
    }

    private static SimulatedTargetHealth Default() => new(CloudFile.Load(null), new FaultInjector([], 1, TimeProvider.System));
}
