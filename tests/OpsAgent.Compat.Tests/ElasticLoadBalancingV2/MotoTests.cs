using System.Text.RegularExpressions;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Compat.Tests.ElasticLoadBalancingV2;

/// <summary>The client against moto, an independent implementation of the API.</summary>
public sealed class MotoTests(MotoServer moto)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TargetGroup_WithATarget_IsDescribedWithItsHealth()
    {
        using var client = await ClientAsync();
        var vpc = First("vpcId", await CallAsync("ec2", "Action=DescribeVpcs&Version=2016-11-15"));
        var group = First("TargetGroupArn", await CallAsync(
            "elasticloadbalancing", $"Action=CreateTargetGroup&Version=2015-12-01&Name=web&Protocol=HTTP&Port=80&VpcId={vpc}&TargetType=ip&HealthCheckPath=/ok"));
        await CallAsync(
            "elasticloadbalancing", $"Action=RegisterTargets&Version=2015-12-01&TargetGroupArn={Uri.EscapeDataString(group)}&Targets.member.1.Id=10.0.0.1&Targets.member.1.Port=8080");

        var described = await client.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest { Names = ["web"] }, Cancellation);
        var health = await client.DescribeTargetHealthAsync(new DescribeTargetHealthRequest { TargetGroupArn = group }, Cancellation);

        var web = Assert.Single(described.TargetGroups);
        Assert.Equal((group, "web", 80, vpc, "/ok"), (web.TargetGroupArn, web.TargetGroupName, web.Port, web.VpcId, web.HealthCheckPath));
        Assert.Equal((ProtocolEnum.HTTP, TargetTypeEnum.Ip), (web.Protocol, web.TargetType));
        var target = Assert.Single(health.TargetHealthDescriptions);
        Assert.Equal(("10.0.0.1", 8080), (target.Target.Id, target.Target.Port));
        Assert.NotNull(target.TargetHealth.State);
        Assert.NotNull(health.ResponseMetadata.RequestId);
    }

    [Fact]
    public async Task LoadBalancers_MoreThanAPage_ArePagedThrough()
    {
        using var client = await ClientAsync();
        var subnet = First("subnetId", await CallAsync("ec2", "Action=DescribeSubnets&Version=2016-11-15"));
        foreach (var name in new[] { "paged-a", "paged-b", "paged-c" })
        {
            await CallAsync("elasticloadbalancing", $"Action=CreateLoadBalancer&Version=2015-12-01&Name={name}&Subnets.member.1={subnet}");
        }

        var balancers = new List<LoadBalancer>();
        var pages = 0;
        string? marker = null;
        do
        {
            var page = await client.DescribeLoadBalancersAsync(new DescribeLoadBalancersRequest { PageSize = 2, Marker = marker }, Cancellation);
            balancers.AddRange(page.LoadBalancers);
            marker = page.NextMarker;
        }
        while (++pages < 10 && marker is not null);

        Assert.Equal(["paged-a", "paged-b", "paged-c"], balancers.Select(static one => one.LoadBalancerName).Order(StringComparer.Ordinal));
        Assert.Equal(2, pages);
        Assert.All(balancers, one => Assert.Equal((subnet, DateTimeKind.Utc), (Assert.Single(one.AvailabilityZones).SubnetId, one.CreatedTime!.Value.Kind)));
    }

    [Fact]
    public async Task Unknown_OfEitherKind_IsATypedRefusal()
    {
        using var client = await ClientAsync();

        var group = await Assert.ThrowsAsync<TargetGroupNotFoundException>(() =>
            client.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest { Names = ["missing"] }, Cancellation));
        await Assert.ThrowsAsync<LoadBalancerNotFoundException>(() =>
            client.DescribeLoadBalancersAsync(new DescribeLoadBalancersRequest { Names = ["missing"] }, Cancellation));

        Assert.Equal("TargetGroupNotFound", group.ErrorCode);
    }

    private static string First(string element, string xml) => Regex.Match(xml, $"<{element}>([^<]+)</{element}>").Groups[1].Value;

    private async Task<string> CallAsync(string service, string form) =>
        await MotoCall.FormAsync(await moto.AddressAsync(Cancellation), service, form, Cancellation);

    private async Task<AmazonElasticLoadBalancingV2Client> ClientAsync() =>
        new(FakeCredentials.Basic, FakeCredentials.At<AmazonElasticLoadBalancingV2Config>(await moto.AddressAsync(Cancellation)));
}
