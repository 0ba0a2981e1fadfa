using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Naming;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit.Contracts;

/// <summary>What every set of sources must let the directory find: what <see cref="IResourceDirectory"/> promises, on one account.</summary>
public abstract class ResourceDirectoryContract
{
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The sources of an account that had nothing before this test.</summary>
    protected abstract IReadOnlyList<ResourceSource> Sources { get; }

    /// <returns>Its id.</returns>
    protected abstract Task<string> LaunchAsync(string name, string state = "running");

    /// <summary>Puts an application load balancer there with one target group of this name.</summary>
    protected abstract Task CreateLoadBalancerAsync(string name, string targetGroup);

    protected abstract Task CreateServiceAsync(string cluster, string service);

    protected abstract Task CreateAlarmAsync(string name);

    /// <returns>The sources of the same account, where every call of the IAM action fails in one of the ways of <see cref="CloudFailure"/>.</returns>
    protected abstract Task<IReadOnlyList<ResourceSource>> FailingAsync(string action, string kind);

    [Fact]
    public async Task Find_AWordOfEveryKind_HasEachAsOperationsNameIt()
    {
        var instance = await LaunchAsync("shop-web-1");
        await CreateLoadBalancerAsync("shop-alb", "shop-tg");
        await CreateServiceAsync("shop-cluster", "shop-api");
        await CreateAlarmAsync("shop-5xx");
        await LaunchAsync("other");

        var found = (await FindAsync("shop")).ToDictionary(r => r.Subject.Kind);

        Assert.Equal((instance, "shop-web-1"), (found[SubjectKind.Instance].Subject.Name, found[SubjectKind.Instance].Name));
        Assert.Matches("^running, us-east-1[a-f]$", found[SubjectKind.Instance].Where);
        Assert.Matches("^app/shop-alb/[0-9a-f]{16}$", found[SubjectKind.LoadBalancer].Subject.Name);
        Assert.Equal(("shop-alb", "application"), (found[SubjectKind.LoadBalancer].Name, found[SubjectKind.LoadBalancer].Where));
        Assert.Matches("^arn:aws:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:targetgroup/shop-tg/[0-9a-f]{16,17}$", found[SubjectKind.TargetGroup].Subject.Name);
        Assert.Equal(("shop-tg", "ip"), (found[SubjectKind.TargetGroup].Name, found[SubjectKind.TargetGroup].Where));
        Assert.Equal(new NamedResource(new Subject(SubjectKind.Cluster, "shop-cluster"), "shop-cluster", string.Empty), found[SubjectKind.Cluster]);
        Assert.Equal(new NamedResource(new Subject(SubjectKind.Service, "shop-cluster/shop-api"), "shop-api", "cluster shop-cluster"), found[SubjectKind.Service]);
        Assert.Equal(new NamedResource(new Subject(SubjectKind.Alarm, "shop-5xx"), "shop-5xx", string.Empty), found[SubjectKind.Alarm]);
        Assert.Equal(6, found.Count);
    }

    [Fact]
    public async Task Find_TwoOfAName_HasBoth()
    {
        var (one, other) = (await LaunchAsync("web-2"), await LaunchAsync("web-2", "stopped"));
        await CreateServiceAsync("production", "web");
        await CreateServiceAsync("staging", "web");

        var found = await FindAsync("web-2", "web");

        Assert.Equal(new[] { one, other }.Order(), found.Where(r => r.Subject.Kind == SubjectKind.Instance).Select(r => r.Subject.Name).Order());
        Assert.Equal(["running", "stopped"], found.Where(r => r.Subject.Kind == SubjectKind.Instance).Select(r => r.Where.Split(',')[0]).Order());
        Assert.Equal(["production/web", "staging/web"], found.Where(r => r.Subject.Kind == SubjectKind.Service).Select(r => r.Subject.Name).Order());
    }

    [Theory]
    [InlineData("web-2", "web-2")]
    [InlineData("web-2", "Web-2")]
    [InlineData("web-2", "WEB_2")]
    [InlineData("WEB-2", "web-2")]
    [InlineData("Web-2", "prod-web-2-blue")]
    [InlineData("web-2", "Prod-Web-2")]
    [InlineData("billing", "legacy-billing")]
    [InlineData("db1", "db1")]
    [InlineData("ops", "OPS")]
    public async Task Find_AnInstanceInAnotherCaseOrAmongOtherWords_HasIt(string said, string name)
    {
        var instance = await LaunchAsync(name);
        await LaunchAsync("unlike");

        Assert.Equal(instance, Assert.Single(await FindAsync(said)).Subject.Name);
    }

    [Fact]
    public async Task Find_WhatHasTheLettersAndNotTheWords_HasNone()
    {
        foreach (var name in new[] { "web-21", "cobweb-2", "web-2a", "web*2x", "2-web" })
        {
            await LaunchAsync(name);
        }

        await CreateAlarmAsync("cobweb-2-cpu");

        Assert.Empty(await FindAsync("web-2", "cob", "*", "we?"));
    }

    [Fact]
    public async Task Find_WhatIsTerminatedOrHasNoName_HasNone()
    {
        await LaunchAsync("web-2", "terminated");

        Assert.Empty(await FindAsync("web-2"));
    }

    [Fact]
    public async Task Find_AllTheWordsOfALongMessage_HasWhatIsMeant()
    {
        var instance = await LaunchAsync("web-2");

        Assert.Equal(instance, Assert.Single(await FindAsync([.. Enumerable.Range(0, IResourceDirectory.MaxNames - 1).Select(i => $"Word-{i}"), "web-2"])).Subject.Name);
    }

    [Theory]
    [MemberData(nameof(CloudFailure.Kinds), MemberType = typeof(CloudFailure))]
    public async Task Find_AwsFailsForOneKind_SaysSoAndHasTheOthers(string kind, ErrorCode code)
    {
        await LaunchAsync("shop-1");
        await CreateServiceAsync("shop-cluster", "shop-api");
        await CreateAlarmAsync("shop-5xx");
        foreach (var (action, what, left) in new[]
        {
            ("ec2:DescribeInstances", "Instances", 3), ("elasticloadbalancing:DescribeLoadBalancers", "Load balancers", 4), ("elasticloadbalancing:DescribeTargetGroups", "Target groups", 4),
            ("ecs:ListClusters", "ECS services", 2), ("ecs:ListServices", "ECS services", 3), ("cloudwatch:DescribeAlarms", "Alarms", 3),
        })
        {
            var found = await new ResourceDirectory(await FailingAsync(action, kind), TimeProvider.System).FindAsync(["shop"], Stop);

            Assert.StartsWith($"{what}: AWS ", Assert.Single(found.NotSearched), StringComparison.Ordinal);
            Assert.Contains($"{action} on ", found.NotSearched[0], StringComparison.Ordinal);
            Assert.True(found.Resources.Count == left, $"{action} {code}: {found.Resources.Count}");
        }
    }

    private async Task<IReadOnlyList<NamedResource>> FindAsync(params string[] names)
    {
        var found = await new ResourceDirectory(Sources, TimeProvider.System).FindAsync(names, Stop);
        Assert.Empty(found.NotSearched);
        return found.Resources;
    }
}
