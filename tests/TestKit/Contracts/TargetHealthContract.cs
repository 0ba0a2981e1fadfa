using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.LoadBalancing;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit.Contracts;

/// <summary>What every reader of target health must do: the MUST sentences of <see cref="ITargetHealth"/> as tests.</summary>
public abstract class TargetHealthContract
{
    private const string Balancers = "elasticloadbalancing:DescribeLoadBalancers";
    private const string Groups = "elasticloadbalancing:DescribeTargetGroups";
    private const string Targets = "elasticloadbalancing:DescribeTargetHealth";

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The reader of an account that had no load balancer before this test.</summary>
    protected abstract ITargetHealth Health { get; }

    /// <summary>Puts an active Application Load Balancer there, with groups of HTTP on port 8080, each with healthy targets by address.</summary>
    protected abstract Task CreateAsync(string balancer, params (string Group, string[] Targets)[] groups);

    /// <returns>A reader of the same account, where every call of the IAM action fails in one of the ways of <see cref="CloudFailure"/>.</returns>
    protected abstract Task<ITargetHealth> FailingAsync(string action, string kind);

    [Fact]
    public async Task FindLoadBalancer_ByNameOrArn_FindsExactlyIt()
    {
        await CreateAsync("web");

        var found = (await Health.FindLoadBalancerAsync("web", Stop))!;

        Assert.Equal(("web", "active"), (found.Name, found.State));
        Assert.Matches("^arn:aws:elasticloadbalancing:us-east-1:[0-9]{12}:loadbalancer/app/web/[0-9a-f]{16}$", found.Arn);
        Assert.Equal(found, await Health.FindLoadBalancerAsync(found.Arn, Stop));
        foreach (var other in new[] { "Web", "we", "web-2", $"{found.Arn}0", found.Arn.Replace("us-east-1", "us-west-2", StringComparison.Ordinal) })
        {
            Assert.Null(await Health.FindLoadBalancerAsync(other, Stop));
        }
    }

    [Fact]
    public async Task ListGroups_OfOneOfTwo_AreItsOwnInTheOrderOfTheirNames()
    {
        await CreateAsync("web", ("web-c", []), ("web-a", []), ("web-b", []));
        await CreateAsync("api", ("api-a", []));

        var groups = await Health.ListGroupsAsync(await BalancerAsync("web"), Stop);

        Assert.Equal(["web-a", "web-b", "web-c"], groups.Select(g => g.Name));
        Assert.All(groups, g => Assert.Equal(("ip", "HTTP", 8080), (g.TargetType, g.Protocol, g.Port)));
        Assert.All(groups, g => Assert.Matches($"^arn:aws:elasticloadbalancing:us-east-1:[0-9]{{12}}:targetgroup/{g.Name}/[0-9a-f]{{16}}$", g.Arn));
    }

    [Fact]
    public async Task ListGroups_OfNone_IsEmpty()
    {
        await CreateAsync("bare");
        var bare = await BalancerAsync("bare");

        Assert.Empty(await Health.ListGroupsAsync(bare, Stop));
        Assert.Empty(await Health.ListGroupsAsync(bare with { Arn = bare.Arn[..^16] + "0000000000000000" }, Stop));
    }

    [Fact]
    public async Task FindGroup_ByItsArn_FindsExactlyIt()
    {
        await CreateAsync("web", ("web", []));
        var group = Assert.Single(await Health.ListGroupsAsync(await BalancerAsync("web"), Stop));

        Assert.Equal(group, await Health.FindGroupAsync(group.Arn, Stop));
        Assert.Equal((await BalancerAsync("web")).Arn, group.LoadBalancer);
        Assert.Null(await Health.FindGroupAsync($"{group.Arn}0", Stop));
        Assert.Null(await Health.FindGroupAsync(group.Arn.Replace("us-east-1", "us-west-2", StringComparison.Ordinal), Stop));
    }

    [Fact]
    public async Task ListTargets_OfAGroup_AreInTheOrderOfTheirIdsWithStateAndPort()
    {
        await CreateAsync("web", ("web", ["10.0.0.3", "10.0.0.1", "10.0.0.2"]), ("other", ["10.0.0.9"]));

        var targets = await Health.ListTargetsAsync(await GroupAsync("web", "web"), Stop);

        Assert.Equal(["10.0.0.1", "10.0.0.2", "10.0.0.3"], targets.Select(t => t.Id));
        Assert.All(targets, t => Assert.Equal((8080, "healthy", null, null), (t.Port, t.State, t.Reason, t.Description)));
    }

    [Fact]
    public async Task ListTargets_OfAGroupThatIsGone_IsEmpty()
    {
        await CreateAsync("web", ("web", ["10.0.0.1"]));
        var group = await GroupAsync("web", "web");

        Assert.Empty(await Health.ListTargetsAsync(group with { Arn = group.Arn[..^16] + "0000000000000000" }, Stop));
    }

    [Theory]
    [InlineData(2, true, "a")]
    [InlineData(3, true, "a,c")]
    [InlineData(4, false, "a,c,d")]
    [InlineData(5, false, "a,c,d")]
    public async Task GroupsOf_ATarget_AreThoseThatHoldIt_AsFarAsWasLooked(int looksThrough, bool truncated, string holding)
    {
        await CreateAsync("web", ("d", ["10.0.0.1"]), ("b", ["10.0.0.2"]));
        await CreateAsync("api", ("c", ["10.0.0.1"]), ("a", ["10.0.0.1", "10.0.0.2"]));

        var page = await Health.GroupsOfAsync("10.0.0.1", looksThrough, Stop);

        Assert.Equal(holding, string.Join(',', page.Groups.Select(g => g.Name)));
        Assert.Equal(truncated, page.Truncated);
    }

    [Fact]
    public async Task GroupsOf_InAnAccountWithoutGroups_IsEmpty()
    {
        var page = await Health.GroupsOfAsync("10.0.0.1", 10, Stop);

        Assert.Empty(page.Groups);
        Assert.False(page.Truncated);
    }

    [Fact]
    public async Task GroupsInUse_OfAllBalancers_AreInTheOrderOfTheirNames()
    {
        await CreateAsync("web", ("b", ["10.0.0.1"]), ("a", []));
        await CreateAsync("api", ("c", []));

        var calls = CallCount.Begin();
        var page = await Health.GroupsInUseAsync(3, Stop);

        Assert.Equal(["a", "b", "c"], page.Groups.Select(g => g.Name));
        Assert.False(page.Truncated);
        Assert.Equal(1, calls.Total);
        Assert.True((await Health.GroupsInUseAsync(2, Stop)) is { Truncated: true, Groups.Count: 2 });
    }

    [Theory]
    [MemberData(nameof(CloudFailure.Kinds), MemberType = typeof(CloudFailure))]
    public async Task EveryCall_AwsFails_NamesActionAndResource(string kind, ErrorCode code)
    {
        await CreateAsync("web", ("web", ["10.0.0.1"]));
        var (balancer, group) = (await BalancerAsync("web"), await GroupAsync("web", "web"));

        var failing = await FailingAsync(Balancers, kind);
        await CloudFailure.ToldAsync(() => failing.FindLoadBalancerAsync("web", Stop), Balancers, code);
        failing = await FailingAsync(Groups, kind);
        await CloudFailure.ToldAsync(() => failing.ListGroupsAsync(balancer, Stop), Groups, code);
        await CloudFailure.ToldAsync(() => failing.FindGroupAsync(group.Arn, Stop), Groups, code);
        await CloudFailure.ToldAsync(() => failing.GroupsOfAsync("10.0.0.1", 10, Stop), Groups, code);
        await CloudFailure.ToldAsync(() => failing.GroupsInUseAsync(10, Stop), Groups, code);
        failing = await FailingAsync(Targets, kind);
        await CloudFailure.ToldAsync(() => failing.ListTargetsAsync(group, Stop), Targets, code);
        await CloudFailure.ToldAsync(() => failing.GroupsOfAsync("10.0.0.1", 10, Stop), Targets, code);
    }

    private async Task<LoadBalancer> BalancerAsync(string name) => (await Health.FindLoadBalancerAsync(name, Stop))!;

    private async Task<TargetGroup> GroupAsync(string balancer, string name) =>
        (await Health.ListGroupsAsync(await BalancerAsync(balancer), Stop)).Single(g => g.Name == name);
}
