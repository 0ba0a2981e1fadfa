using Amazon.EC2;
using Amazon.EC2.Model;

using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Operations;

using ResourceType = Amazon.EC2.ResourceType;

namespace OpsAgent.Aws.Tests.Readers;

/// <summary>The readers on an account as moto plays it: what is there, what is not, and lists of more than two pages.</summary>
public sealed class ReadersTests(Moto moto)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FindInstance_ThatRuns_HasItsTagsChecksAndArn()
    {
        var id = Assert.Single(await RunAsync(1, "Role", "single"));

        var found = await new Ec2Instances(moto.Clients).FindAsync(id, Stop);

        Assert.Equal((id, "running", "ok", "ok"), (found!.Id, found.State, found.SystemCheck, found.InstanceCheck));
        Assert.Equal("single", found.Tags["Role"]);
        Assert.StartsWith("arn:aws:ec2:us-east-1:", found.Arn, StringComparison.Ordinal);
        Assert.EndsWith($":instance/{id}", found.Arn, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("i-0a1b2c3d4e5f69999")]
    [InlineData("i-nonsense")]
    public async Task FindInstance_ThatIsNotThere_IsNull(string id) => Assert.Null(await new Ec2Instances(moto.Clients).FindAsync(id, Stop));

    [Fact]
    public async Task FindByTag_OverThreePages_FindsAllInOrderAndSaysWhenItCuts()
    {
        var ids = await RunAsync(230, "Role", "many");
        var instances = new Ec2Instances(moto.Clients);

        var all = await instances.FindByTagAsync("Role", "many", 500, Stop);
        var cut = await instances.FindByTagAsync("Role", "many", 7, Stop);

        Assert.Equal(ids.Order(StringComparer.Ordinal), all.Instances.Select(i => i.Id));
        Assert.All(all.Instances, i => Assert.Equal("ok", i.SystemCheck));
        Assert.False(all.Truncated);
        Assert.Equal((7, true), (cut.Instances.Count, cut.Truncated));
        Assert.Empty((await instances.FindByTagAsync("Role", "man*", 7, Stop)).Instances);
    }

    [Fact]
    public async Task FindService_OfAClusterThatIsNotThere_IsNull() => Assert.Null(await new EcsServices(moto.Clients).FindAsync("nowhere", "web", Stop));

    [Fact]
    public async Task FindLoadBalancer_ThatIsNotThere_IsNull()
    {
        var health = new LoadBalancingTargetHealth(moto.Clients);

        Assert.Null(await health.FindLoadBalancerAsync("nowhere", Stop));
        Assert.Null(await health.FindGroupAsync("arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/nowhere/0a1b2c3d4e5f6072", Stop));
    }

    [Fact]
    public async Task GetMetrics_WithoutDatapoints_IsAnEmptySeriesForEachQuery()
    {
        var metric = MetricIdentity.OfInstance("i-0a1b2c3d4e5f60001", "CPUUtilization");
        var to = DateTimeOffset.UtcNow;

        var series = await new CloudWatchMetrics(moto.Clients).GetAsync(
            [new MetricQuery(metric, "Average"), new MetricQuery(metric, "Maximum")], to.AddHours(-1), to, TimeSpan.FromMinutes(5), Stop);

        Assert.Equal([0, 0], series.Select(s => s.Points.Count));
        Assert.Empty(await new CloudWatchMetrics(moto.Clients).AlarmsOnAsync(metric, Stop));
    }

    private async Task<IReadOnlyList<string>> RunAsync(int count, string key, string value)
    {
        var made = await moto.Clients.Ec2.RunInstancesAsync(
            new RunInstancesRequest
            {
                ImageId = "ami-12c6146b",
                MinCount = count,
                MaxCount = count,
                TagSpecifications = [new TagSpecification { ResourceType = ResourceType.Instance, Tags = [new Tag(key, value)] }],
            },
            Stop);
        return [.. made.Reservation.Instances.Select(i => i.InstanceId)];
    }
}
