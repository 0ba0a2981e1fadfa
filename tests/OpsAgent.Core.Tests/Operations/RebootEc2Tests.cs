using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.LoadBalancing;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations;

public sealed class RebootEc2Tests
{
    private static readonly RebootEc2 Reboot = new();
    private static readonly Arguments Given = Validated("""{"instance_id":"i-0a1b2c3d4e5f60001","reason":"The application hangs since 08:50."}""").Value();

    [Theory]
    [InlineData("""{"instance_id":"i-0a1b2c3d4e5f60001"}""", "reason")]
    [InlineData("""{"reason":"The application hangs."}""", "instance_id")]
    [InlineData("""{"instance_id":"i-0a1b2c3d4e5f60001","reason":"too short"}""", "reason")]
    [InlineData("""{"instance_id":"i-0a1b2c3d4e5f60001","reason":"  too short  "}""", "reason")]
    [InlineData("""{"instance_id":"i-0a1b2c3d4e5f60001","reason":"The application\nhangs."}""", "reason")]
    [InlineData("""{"instance_id":"web-1","reason":"The application hangs."}""", "instance_id")]
    [InlineData("""{"instance_id":"i-0a1b2c3d4e5f60001","reason":"The application hangs.","force":true}""", "force")]
    public void Parameters_RuleIsBroken_NamesTheField(string given, string field) =>
        Assert.Equal(field, Validated(given).Refusal(ErrorCode.ValidationError).Detail("field"));

    [Theory]
    [InlineData(10, true)]
    [InlineData(500, true)]
    [InlineData(9, false)]
    [InlineData(501, false)]
    public void Parameters_LengthOfTheReason_IsTenToFiveHundred(int length, bool taken) =>
        Assert.Equal(taken, Validated($$"""{"instance_id":"i-0a1b2c3d4e5f60001","reason":"{{new string('r', length)}}"}""").Succeeded(out _, out _));

    [Fact]
    public async Task FindTarget_KnownInstance_IsItsStateNow()
    {
        var target = await Reboot.FindTargetAsync(Given, CloudOf(Instances.Web with { SystemCheck = "impaired" }), Test.Stop);

        Assert.Equal(new ResourceTarget(Instances.Web.Arn, Instances.WebId, "EC2 instance", "web-1"), target!.Target);
        Assert.Equal(Instances.Web.Tags, target.Tags);
        Assert.Equal(new RebootEc2Target(Instances.Web with { SystemCheck = "impaired" }), Assert.IsType<TargetState<RebootEc2Target>>(target).Resource);
    }

    [Fact]
    public async Task FindTarget_UnknownInstance_IsNullAndNotFoundSaysWhich()
    {
        Assert.Null(await Reboot.FindTargetAsync(Given, CloudOf(), Test.Stop));
        Assert.Equal((ErrorCode.ResourceNotFound, Instances.WebId), (Reboot.NotFound(Given).Code, Reboot.NotFound(Given).Detail("resource")));
    }

    [Fact]
    public async Task Obstacle_RunningInstance_IsNone() => Assert.Null(Reboot.ValidateTarget(Given, await TargetAsync(Instances.Web)));

    [Theory]
    [InlineData("pending")]
    [InlineData("stopping")]
    [InlineData("stopped")]
    [InlineData("shutting-down")]
    [InlineData("terminated")]
    public async Task Obstacle_InstanceThatDoesNotRun_SaysItsStateAndTheRule(string state)
    {
        var refusal = Reboot.ValidateTarget(Given, await TargetAsync(Instances.Web with { State = state }));

        Assert.Equal((ErrorCode.PolicyDenied, "instance_state", "running", state), (refusal!.Code, refusal.Detail("rule"), refusal.Detail("required"), refusal.Detail("found")));
        Assert.StartsWith($"i-0a1b2c3d4e5f60001 (web-1) is {state}; only a running instance can be rebooted.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_OfAReboot_SaysExactlyWhatChanges()
    {
        var plan = Reboot.Plan(Given, await TargetAsync(Instances.Web));

        Assert.Equal(
            """{"operation":"reboot_ec2","parameters":{"instance_id":"i-0a1b2c3d4e5f60001","reason":"The application hangs since 08:50."},"target":{"type":"EC2 instance","id":"i-0a1b2c3d4e5f60001","name":"web-1","arn":"arn:aws:ec2:eu-central-1:123456789012:instance/i-0a1b2c3d4e5f60001"},"summary":"Reboot EC2 instance i-0a1b2c3d4e5f60001 (web-1).","before":{"state":"running"},"after":{"rebooted":"once","state":"running"},"undo":"A reboot cannot be undone. The instance keeps its addresses and volumes; what was only in memory is lost.","notes":[]}""",
            plan.ToJson().ToJsonString());
    }

    [Fact]
    public async Task Plan_InstanceWithoutAName_IsCalledByItsId() =>
        Assert.Equal("Reboot EC2 instance i-0a1b2c3d4e5f60001.", Reboot.Plan(Given, await TargetAsync(Instances.Web.WithoutTag("Name"))).Summary);

    [Fact]
    public async Task Plan_SameTargetAgain_HasTheSameHash() =>
        Assert.Equal(Reboot.Plan(Given, await TargetAsync(Instances.Web)).Hash(), Reboot.Plan(Given, await TargetAsync(Instances.Web)).Hash());

    [Theory]
    [InlineData("ok", "ok", 0)]
    [InlineData("initializing", "insufficient-data", 0)]
    [InlineData("impaired", "ok", -1)]
    [InlineData("ok", "impaired", -1)]
    [InlineData("impaired", "impaired", -1)]
    public async Task RiskFactors_OfAnInstance_AreLowerWhereItIsUnhealthyAlready(string system, string inner, int weight) =>
        Assert.Equal(weight, Reboot.RiskFactors(Given, await TargetAsync(Instances.Web with { SystemCheck = system, InstanceCheck = inner })).Sum(f => f.Weight));

    [Theory]
    [InlineData("running", "ok", "ok", "")]
    [InlineData("stopped", "ok", "ok", "instance state")]
    [InlineData("running", "initializing", "ok", "system status check")]
    [InlineData("running", "ok", "impaired", "instance status check")]
    [InlineData("running", "insufficient-data", "initializing", "system status check, instance status check")]
    public async Task Signals_AfterTheReboot_AreGoodOnlyWhenRunningWithBothChecks(string state, string system, string inner, string bad)
    {
        var signals = Reboot.Signals(Given, await TargetAsync(Instances.Web with { State = state, SystemCheck = system, InstanceCheck = inner }));

        Assert.Equal([state, system, inner], signals.Select(s => s.Observed));
        Assert.Equal(bad, string.Join(", ", signals.Where(s => !s.Good).Select(s => s.Name)));
    }

    [Fact]
    public void Times_OfAReboot_LeaveAwsTimeToShowIt()
    {
        Assert.Equal(TimeSpan.FromSeconds(60), Reboot.SettleTime);
        Assert.Equal(TimeSpan.FromSeconds(30), Reboot.SustainTime);
        Assert.Equal("ec2:RebootInstances", Reboot.IamAction);
    }

    [Fact]
    public async Task TagCommand_OfTwoTags_IsOneCommandToCopy() =>
        Assert.Equal(
            "aws ec2 create-tags --resources i-0a1b2c3d4e5f60001 --tags Key=A,Value=1 Key=B,Value=2",
            Reboot.TaggingCommand((await TargetAsync(Instances.Web)).Target, [new("A", "1"), new("B", "2")]));

    [Fact]
    public void HowToCheckByHand_OfAProposal_IsTheCommandThatShowsItsOwnRebootInCloudTrail()
    {
        var proposal = Proposals.New();

        Assert.Equal(
            "aws cloudtrail lookup-events --region eu-central-1 --lookup-attributes AttributeKey=EventName,AttributeValue=RebootInstances "
            + "--start-time 2026-03-14T09:00:00.000Z --query \"Events[?contains(CloudTrailEvent, '01kkng00000000000000000001')].CloudTrailEvent\" --output text "
            + "shows the RebootInstances whose sourceIdentity is 01kkng00000000000000000001: with one that has no errorCode the change was made, "
            + "with none 15 minutes after the attempt it was not.",
            Reboot.HowToCheckByHand(proposal.Plan, proposal.Id, proposal.CreatedAt));
        Assert.False(Reboot.CanReadBack);
    }

    [Theory]
    [InlineData(WriteIntent.Validate)]
    [InlineData(WriteIntent.Execute)]
    public async Task Execute_WithAnExecutor_RebootsThatInstanceOnce(WriteIntent intent)
    {
        var role = new FakeExecutorRole();
        var scope = new ExecutorScope(Proposals.New().Id, Reboot.IamAction, Instances.Web.Arn);

        await Reboot.ExecuteAsync(Given, await role.AssumeAsync(scope, Test.Stop), intent, Test.Stop);

        Assert.Equal([new Execution(scope, Instances.WebId, intent)], role.Executions);
    }

    [Fact]
    public async Task Execute_OutsideTheScope_IsRefusedByTheRole()
    {
        var role = new FakeExecutorRole();
        var executor = await role.AssumeAsync(new ExecutorScope(Proposals.New().Id, Reboot.IamAction, Instances.Numbered(2).Arn), Test.Stop);

        var refused = await Assert.ThrowsAsync<AwsException>(() => Reboot.ExecuteAsync(Given, executor, WriteIntent.Execute, Test.Stop));
        Assert.Equal(ErrorCode.AwsAccessDenied, refused.Code);
    }

    [Theory]
    [InlineData("healthy", "unhealthy", OnlyHealthyTarget.Yes, 2)]
    [InlineData("healthy", "draining", OnlyHealthyTarget.Yes, 2)]
    [InlineData("healthy", "healthy", OnlyHealthyTarget.No, 0)]
    [InlineData("unhealthy", "unhealthy", OnlyHealthyTarget.No, 0)]
    [InlineData("unhealthy", "healthy", OnlyHealthyTarget.No, 0)]
    [InlineData("draining", "healthy", OnlyHealthyTarget.No, 0)]
    public async Task WithRiskFacts_OfAnInstanceInATargetGroup_SayWhetherItIsTheOnlyHealthyOne(string own, string other, OnlyHealthyTarget only, int weight)
    {
        var health = new FakeTargetHealth();
        health.Groups[Group(1)] = [Health(Instances.WebId, "healthy"), Health("i-0a1b2c3d4e5f60002", "healthy")];
        health.Groups[Group(2)] = [Health(Instances.WebId, own), Health(Instances.WebId, own), Health("i-0a1b2c3d4e5f60002", other)];

        Assert.Equal((only, weight), await WeighedAsync(health));
    }

    [Fact]
    public async Task WithRiskFacts_OnlyTargetOfItsGroup_AreYes()
    {
        var health = new FakeTargetHealth();
        health.Groups[Group(1)] = [Health(Instances.WebId, "healthy")];

        Assert.Equal((OnlyHealthyTarget.Yes, 2), await WeighedAsync(health));
    }

    [Fact]
    public async Task WithRiskFacts_InNoTargetGroup_AreNo()
    {
        var health = new FakeTargetHealth();
        health.Groups[Group(1)] = [Health("i-0a1b2c3d4e5f60002", "healthy")];

        Assert.Equal((OnlyHealthyTarget.No, 0), await WeighedAsync(health));
    }

    [Theory]
    [InlineData(20, OnlyHealthyTarget.No, 0)]
    [InlineData(21, OnlyHealthyTarget.Unknown, 1)]
    public async Task WithRiskFacts_MoreGroupsThanAreLookedThrough_AreUnknown(int groups, OnlyHealthyTarget only, int weight)
    {
        var health = new FakeTargetHealth();
        for (var i = 0; i < groups; i++)
        {
            health.Groups[Group(i)] = [Health("i-0a1b2c3d4e5f60002", "healthy")];
        }

        Assert.Equal((only, weight), await WeighedAsync(health));
    }

    [Theory]
    [InlineData(ErrorCode.AwsAccessDenied)]
    [InlineData(ErrorCode.AwsThrottled)]
    [InlineData(ErrorCode.AwsServiceError)]
    public async Task WithRiskFacts_TargetHealthCannotBeRead_AreUnknownAndRaiseTheRisk(ErrorCode code) => Assert.Equal(
        (OnlyHealthyTarget.Unknown, 1),
        await WeighedAsync(new FakeTargetHealth { Failure = new AwsException(code, "elasticloadbalancing:DescribeTargetGroups", Instances.WebId, "AWS said no.") }));

    [Fact]
    public async Task WithRiskFacts_Whatever_LeaveThePlanAsItIs()
    {
        var target = await TargetAsync(Instances.Web);

        var weighed = await Reboot.WithRiskFactsAsync(target, CloudOf(Instances.Web), Test.Stop);

        Assert.NotEqual(target, weighed);
        Assert.Equal(Reboot.Plan(Given, target).Hash(), Reboot.Plan(Given, weighed).Hash());
    }

    [Fact]
    public async Task ReadBack_OfAReboot_CannotTell()
    {
        var target = await TargetAsync(Instances.Web);

        Assert.Equal(ReadBackResult.CannotTell, Reboot.ReadBack(Reboot.Plan(Given, target), target));
        Assert.Null(Reboot.Reversal(Reboot.Plan(Given, target)));
    }

    private static async Task<(OnlyHealthyTarget Only, int Weight)> WeighedAsync(ITargetHealth health)
    {
        var readers = CloudOf(Instances.Web) with { TargetHealth = health };
        var weighed = await Reboot.WithRiskFactsAsync((await Reboot.FindTargetAsync(Given, readers, Test.Stop))!, readers, Test.Stop);
        return (((TargetState<RebootEc2Target>)weighed).Resource.OnlyHealthyTarget, Reboot.RiskFactors(Given, weighed).Sum(f => f.Weight));
    }

    private static TargetGroup Group(int number) =>
        new($"arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web-{number}/0a1b2c3d4e5f6072", $"web-{number}", "instance", "HTTP", 8080);

    private static TargetHealth Health(string id, string state) => new(id, 8080, "eu-central-1a", state, null, null);

    internal static async Task<TargetState> TargetAsync(Instance instance) => (await Reboot.FindTargetAsync(Given, CloudOf(instance), Test.Stop))!;

    private static AwsReaders CloudOf(params Instance[] there) => new(new FakeInstances(there), new FakeMetrics(), new FakeTargetHealth(), new FakeCloudTrailEvents(), new FakeEcsServices(), new FakeServiceScaling(), new FakeTaskDefinitions());

    private static Outcome<Arguments> Validated(string given) => Reboot.Parameters.Validate(Test.Json(given));
}
