using System.Globalization;
using System.Xml.Linq;

using OpsAgent.Aws.Readers;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Operations.LoadBalancing;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Readers;

public sealed class LoadBalancingTargetHealthTests(Moto moto) : TargetHealthContract, IAsyncLifetime
{
    private MotoAccount _account = null!;
    private int _listeners;
    private string? _vpc;

    protected override ITargetHealth Health => new LoadBalancingTargetHealth(_account.Clients);

    public async ValueTask InitializeAsync() => _account = await MotoAccount.OpenAsync(moto);

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task FindLoadBalancer_ThatIsOfTheNetwork_IsFoundByNameAndArn()
    {
        var arn = await BalancerAsync("tcp", "network");

        Assert.Equal("tcp", (await Health.FindLoadBalancerAsync(arn, Stop))?.Name);
        Assert.Equal(arn, (await Health.FindLoadBalancerAsync("tcp", Stop))?.Arn);
    }

    [Fact]
    public async Task GroupsOf_MoreGroupsThanTwoPagesHold_LooksAtAll()
    {
        for (var i = 0; i < 45; i++)
        {
            await GroupAsync(string.Create(CultureInfo.InvariantCulture, $"g-{i:d4}"));
        }

        await CreateAsync("web", ("z-last", ["10.0.0.1"]));

        var all = await Health.GroupsOfAsync("10.0.0.1", 900, Stop);
        var cut = await Health.GroupsOfAsync("10.0.0.1", 5, Stop);

        Assert.Equal(("z-last", false), (Assert.Single(all.Groups).Name, all.Truncated));
        Assert.Empty(cut.Groups);
        Assert.True(cut.Truncated);
    }

    protected override async Task CreateAsync(string balancer, params (string Group, string[] Targets)[] groups)
    {
        var arn = await BalancerAsync(balancer, "application");
        foreach (var (name, targets) in groups)
        {
            var group = await GroupAsync(name);
            var port = (8000 + ++_listeners).ToString(CultureInfo.InvariantCulture);
            await ElbAsync(
                "CreateListener", "LoadBalancerArn", arn, "Protocol", "HTTP", "Port", port, "DefaultActions.member.1.Type", "forward", "DefaultActions.member.1.TargetGroupArn", group);
            if (targets.Length > 0)
            {
                await ElbAsync("RegisterTargets", ["TargetGroupArn", group, .. targets.SelectMany((t, i) => new[] { $"Targets.member.{i + 1}.Id", t })]);
            }
        }
    }

    protected override async Task<ITargetHealth> FailingAsync(string action, string kind) => new LoadBalancingTargetHealth(await _account.FailingAsync(action, kind));

    private static string First(XDocument answer, string element) => answer.Descendants().First(e => e.Name.LocalName == element).Value;

    private async Task<string> BalancerAsync(string name, string type)
    {
        var subnet = First(await _account.QueryAsync("ec2", "2016-11-15", "DescribeSubnets"), "subnetId");
        return First(await ElbAsync("CreateLoadBalancer", "Name", name, "Type", type, "Subnets.member.1", subnet), "LoadBalancerArn");
    }

    private async Task<string> GroupAsync(string name)
    {
        _vpc ??= First(await _account.QueryAsync("ec2", "2016-11-15", "DescribeVpcs"), "vpcId");
        return First(await ElbAsync("CreateTargetGroup", "Name", name, "Protocol", "HTTP", "Port", "8080", "VpcId", _vpc, "TargetType", "ip"), "TargetGroupArn");
    }

    private Task<XDocument> ElbAsync(string operation, params string[] form) => _account.QueryAsync("elasticloadbalancing", "2015-12-01", operation, form);
}
