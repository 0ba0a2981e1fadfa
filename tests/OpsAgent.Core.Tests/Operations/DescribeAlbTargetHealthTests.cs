using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.LoadBalancing;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations;

public sealed class DescribeAlbTargetHealthTests
{
    private const string Elb = "arn:aws:elasticloadbalancing:us-east-1:123456789012";
    private const string BalancerArn = Elb + ":loadbalancer/app/production-web/50dc6c495c0c9188";
    private const string GroupArn = Elb + ":targetgroup/web/6d0ecf831eec9f09";
    private static readonly LoadBalancer Balancer = new(BalancerArn, "production-web", "active");

    private readonly FakeTargetHealth _health = new();

    [Theory]
    [InlineData("alb_arn", BalancerArn, true)]
    [InlineData("alb_arn", "arn:aws-cn:elasticloadbalancing:cn-north-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188", true)]
    [InlineData("alb_arn", "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/web/50dc6c495c0c9188", false)]
    [InlineData("alb_arn", GroupArn, false)]
    [InlineData("alb_arn", BalancerArn + ";x", false)]
    [InlineData("target_group_arn", GroupArn, true)]
    [InlineData("target_group_arn", BalancerArn, false)]
    [InlineData("target_group_arn", GroupArn + "0", false)]
    [InlineData("alb_name", "production-web", true)]
    [InlineData("alb_name", "a", true)]
    [InlineData("alb_name", "production-web-with-32-characters", false)]
    [InlineData("alb_name", "-web", false)]
    [InlineData("alb_name", "web-", false)]
    [InlineData("alb_name", "web*", false)]
    [InlineData("alb_name", "", false)]
    [InlineData("name", "web", false)]
    public void Parameters_OneOfThem_IsTakenOrRefused(string name, string value, bool taken) =>
        Assert.Equal(taken, new DescribeAlbTargetHealth().Parameters.Validate(Test.Json($$"""{"{{name}}":"{{value}}"}""")).Succeeded(out _, out _));

    [Theory]
    [InlineData("{}")]
    [InlineData($$"""{"alb_name":"web","alb_arn":"{{BalancerArn}}"}""")]
    [InlineData($$"""{"alb_name":"web","target_group_arn":"{{GroupArn}}"}""")]
    [InlineData($$"""{"alb_arn":"{{BalancerArn}}","target_group_arn":"{{GroupArn}}"}""")]
    [InlineData($$"""{"alb_name":"web","alb_arn":"{{BalancerArn}}","target_group_arn":"{{GroupArn}}"}""")]
    public void Parameters_NotExactlyOne_AreRefusedInWords(string given) => Assert.Equal(
        "give exactly one of alb_arn, target_group_arn, alb_name",
        new DescribeAlbTargetHealth().Parameters.Validate(Test.Json(given)).Refusal(ErrorCode.ValidationError).Detail("rule"));

    [Theory]
    [InlineData("healthy", "healthy,healthy")]
    [InlineData("healthy", "healthy,draining,unused,initial")]
    [InlineData("healthy", "unavailable")]
    [InlineData("degraded", "healthy,unhealthy")]
    [InlineData("degraded", "healthy,unhealthy.draining")]
    [InlineData("down", "unhealthy,unhealthy")]
    [InlineData("down", "initial")]
    [InlineData("down", "unhealthy,draining")]
    [InlineData("no targets", "")]
    [InlineData("no targets", "draining,unused")]
    [InlineData("degraded", "healthy|unhealthy")]
    [InlineData("down", "unhealthy|unhealthy")]
    [InlineData("down", "unhealthy|")]
    [InlineData("healthy", "healthy|")]
    public async Task Look_AnyMixOfTargets_HasItsVerdict(string verdict, string groups)
    {
        Put(Balancer, [.. groups.Split('|').Select((states, i) => (Group(i), states.Split(',', StringSplitOptions.RemoveEmptyEntries).Select((s, n) => Target($"10.0.0.{n}", s)).ToArray()))]);

        Assert.Equal(verdict, (await ByNameAsync()).Details().GetProperty("verdict").GetString());
    }

    [Theory]
    [InlineData("active", "healthy")]
    [InlineData("active_impaired", "degraded")]
    [InlineData("provisioning", "degraded")]
    [InlineData("failed", "down")]
    public async Task Look_TheBalancersOwnState_CountsToo(string state, string verdict)
    {
        Put(Balancer with { State = state }, (Group(0), [Target("10.0.0.1", "healthy")]));

        var finding = await ByNameAsync();

        Assert.Equal(verdict, finding.Details().GetProperty("verdict").GetString());
        Assert.Equal(state != "active", finding.Summary.Contains($"The load balancer itself is {state}.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Look_AtADegradedBalancer_SaysWhichGroupWhichTargetsAndWhy()
    {
        var mismatch = Target("10.0.11.24", "unhealthy") with { Reason = "Target.ResponseCodeMismatch", Description = "Health checks failed with these codes: [503]" };
        Put(
            Balancer,
            (Group(0) with { Name = "api" }, [Target("10.0.0.1", "healthy"), Target("10.0.0.2", "draining")]),
            (Group(1) with { Name = "web" }, [Target("10.0.13.47", "healthy"), mismatch, mismatch with { Id = "10.0.12.31" }]));

        Assert.Equal(
            "Load balancer production-web is degraded: web has 1 of 3 targets healthy, 2 unhealthy (10.0.11.24:8080, 10.0.12.31:8080: Health checks failed with these codes: [503], Target.ResponseCodeMismatch); "
            + "api has 1 of 1 targets healthy, 1 draining.",
            (await ByNameAsync()).Summary);
    }

    [Fact]
    public async Task Look_AtOneGroup_AnswersEveryFieldOfItAlone()
    {
        Put(Balancer, (Group(0), [Target("10.0.0.1", "healthy"), Target("10.0.0.2", "unhealthy") with { Port = null, Zone = null, Reason = "Target.Timeout", Description = "Request timed out" }]), (Group(1), []));

        var finding = (await LookAsync($$"""{"target_group_arn":"{{Group(0).Arn}}"}""")).Value();

        Assert.Equal("Target group group-0 is degraded: group-0 has 1 of 2 targets healthy, 1 unhealthy (10.0.0.2: Request timed out, Target.Timeout).", finding.Summary);
        Assert.Equal(
            $$$"""{"verdict":"degraded","load_balancer":null,"truncated":false,"target_groups":[{"name":"group-0","arn":"{{{Group(0).Arn}}}","target_type":"ip","protocol":"HTTP","port":8080,"verdict":"degraded","counts":{"total":2,"healthy":1,"unhealthy":1,"initial":0,"draining":0,"unhealthy.draining":0,"unused":0,"unavailable":0},"targets":[{"id":"10.0.0.2","port":null,"availability_zone":null,"state":"unhealthy","reason":"Target.Timeout","description":"Request timed out"},{"id":"10.0.0.1","port":8080,"availability_zone":"us-east-1a","state":"healthy","reason":null,"description":null}]}]}""",
            finding.Details().GetRawText());
    }

    [Fact]
    public async Task Look_ByArnOrByName_AnswersTheSame()
    {
        Put(Balancer, (Group(0), [Target("10.0.0.1", "healthy")]));

        var byArn = (await LookAsync($$"""{"alb_arn":"{{BalancerArn}}"}""")).Value();

        Assert.Equal((await ByNameAsync()).Details().GetRawText(), byArn.Details().GetRawText());
    }

    [Theory]
    [InlineData(50, 20, false)]
    [InlineData(51, 1, true)]
    [InlineData(1, 21, true)]
    public async Task Look_AtMany_IsBoundedAndSaysSo(int targets, int groups, bool truncated)
    {
        Put(Balancer, [.. Enumerable.Range(0, groups).Select(g => (Group(g), Enumerable.Range(0, targets).Select(t => Target($"10.0.{g}.{t}", "healthy")).ToArray()))]);

        var finding = await ByNameAsync();

        Assert.Equal(truncated, finding.Details().GetProperty("truncated").GetBoolean());
        Assert.Equal(truncated, finding.Summary.EndsWith("There is more than is shown.", StringComparison.Ordinal));
        Assert.Equal(Math.Min(groups, 20), finding.Details().GetProperty("target_groups").GetArrayLength());
        Assert.Equal(Math.Min(targets, 50), finding.Details().GetProperty("target_groups")[0].GetProperty("targets").GetArrayLength());
        Assert.Equal(targets, finding.Details().GetProperty("target_groups")[0].GetProperty("counts").GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Look_AtABalancerWithoutGroups_SaysSo()
    {
        Put(Balancer);
        Assert.Equal("Load balancer production-web has no target groups.", (await ByNameAsync()).Summary);
    }

    [Theory]
    [InlineData($$"""{"alb_name":"production-web"}""", "production-web")]
    [InlineData($$"""{"alb_arn":"{{BalancerArn}}"}""", BalancerArn)]
    [InlineData($$"""{"target_group_arn":"{{GroupArn}}"}""", GroupArn)]
    public async Task Look_AtWhatDoesNotExist_IsRefusedByItsName(string given, string name) =>
        Assert.Equal(name, (await LookAsync(given)).Refusal(ErrorCode.ResourceNotFound).Detail("resource"));

    [Fact]
    public async Task Look_CloudDoesNotAnswer_ThrowsItsFailure()
    {
        _health.Failure = new AwsException(ErrorCode.AwsAccessDenied, "elasticloadbalancing:DescribeLoadBalancers", "*", "no");
        await Assert.ThrowsAsync<AwsException>(ByNameAsync);
    }

    private static TargetGroup Group(int i) => new($"{Elb}:targetgroup/group-{i}/{i:x16}", $"group-{i}", "ip", "HTTP", 8080);

    private static TargetHealth Target(string id, string state) => new(id, 8080, "us-east-1a", state, null, null);

    private void Put(LoadBalancer balancer, params (TargetGroup Group, TargetHealth[] Targets)[] groups)
    {
        _health.LoadBalancers[balancer] = [.. groups.Select(g => g.Group)];
        foreach (var (group, targets) in groups)
        {
            _health.Groups[group] = targets;
        }
    }

    private async Task<OperationAnswer> ByNameAsync() => (await LookAsync("""{"alb_name":"production-web"}""")).Value();

    private Task<Outcome<OperationAnswer>> LookAsync(string given) => new DescribeAlbTargetHealth().RunAsync(
        new DescribeAlbTargetHealth().Parameters.Validate(Test.Json(given)).Value(),
        new AwsReaders(new FakeInstances(), new FakeMetrics(), _health, new FakeCloudTrailEvents(), new FakeEcsServices(), new FakeServiceScaling(), new FakeTaskDefinitions()),
        Moments.Start,
        Test.Stop);
}
