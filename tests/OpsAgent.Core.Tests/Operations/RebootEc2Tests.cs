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
    public async Task Plan_MemberOfAGroup_NotesTheReplacementAndHowToPreventIt() => Assert.Equal(
        [
            "Member of Auto Scaling group web asg: if its health check (EC2's, or the load balancer's where the group uses it) sees the instance fail during the reboot, the group may terminate and replace it. "
            + "To prevent that: aws autoscaling enter-standby --region eu-central-1 --instance-ids i-0a1b2c3d4e5f60001 --auto-scaling-group-name 'web asg' --should-decrement-desired-capacity; "
            + "afterwards aws autoscaling exit-standby --region eu-central-1 --instance-ids i-0a1b2c3d4e5f60001 --auto-scaling-group-name 'web asg'.",
        ],
        await NotesAsync(Instances.Web.WithTag("aws:autoscaling:groupName", "web asg")));

    [Fact]
    public async Task Plan_NameThatAShellWouldRun_StaysOneWord() =>
        Assert.Contains("--auto-scaling-group-name 'a'\\''; rm -rf x'.", Assert.Single(await NotesAsync(Instances.Web.WithTag("aws:autoscaling:groupName", "a'; rm -rf x"))), StringComparison.Ordinal);

    [Theory]
    [InlineData("system-reboot", "A reboot now may clear it, if EC2 can move the instance")]
    [InlineData("instance-reboot", "the event normally stays, and AWS reboots once more")]
    [InlineData("system-maintenance", "A reboot does not avert it.")]
    public async Task Plan_ScheduledEventThatARebootDoesNotAvert_NotesItWithItsTimes(string code, string words)
    {
        var note = Assert.Single(await NotesAsync(Instances.Web with { ScheduledEvents = [new ScheduledEvent(code, "AWS's words", Moments.Start), new ScheduledEvent(code, "[Completed] another")] }));

        Assert.StartsWith($"AWS has scheduled {code} not before 2026-03-14 09:00 UTC. ", note, StringComparison.Ordinal);
        Assert.Contains(words, note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eks:cluster-name", "prod", "drain it first with kubectl drain ip-10-0-1-2.ec2.internal --ignore-daemonsets")]
    [InlineData("AmazonECSManaged", "", "Container instance of an ECS cluster")]
    [InlineData("aws:cloudformation:stack-name", "web", "Part of CloudFormation stack web")]
    [InlineData("ManagedBy", "terraform", "Managed by Terraform, as its tags say")]
    public async Task Plan_TagThatSaysWhoseItIs_NotesIt(string tag, string value, string words) =>
        Assert.Contains(words, Assert.Single(await NotesAsync((Instances.Web with { PrivateDnsName = "ip-10-0-1-2.ec2.internal" }).WithTag(tag, value))), StringComparison.Ordinal);

    [Fact]
    public async Task Plan_SpotInstanceThatAServiceOperates_NotesBoth() => Assert.Equal(
        [
            "Spot Instance: a reboot keeps it, but AWS may interrupt it at any time.",
            "Operated by eks.amazonaws.com, which may replace it by itself and may not allow a reboot.",
        ],
        await NotesAsync(Instances.Web with { Lifecycle = "spot", Operator = "eks.amazonaws.com" }));

    // It keeps its data over a reboot; a warning would be untrue.
    [Fact]
    public async Task Plan_RootDeviceIsInstanceStore_NotesNothing()
    {
        var instance = Instances.Web with { RootDeviceType = "instance-store" };

        Assert.Empty(await NotesAsync(instance));
        Assert.Equal(0, await WeightAsync(instance));
    }

    [Fact]
    public async Task Plan_SameTargetAgain_HasTheSameHash() =>
        Assert.Equal(Reboot.Plan(Given, await TargetAsync(Instances.Web)).Hash(), Reboot.Plan(Given, await TargetAsync(Instances.Web)).Hash());

    [Theory]
    [InlineData("ok", "ok", null, 0)]
    [InlineData("initializing", "insufficient-data", "initializing", 0)]
    [InlineData("ok", "impaired", "ok", -1)]
    [InlineData("impaired", "ok", "ok", 1)]
    [InlineData("impaired", "impaired", null, 1)]
    [InlineData("ok", "ok", "impaired", 1)]
    [InlineData("ok", "impaired", "impaired", 1)]
    [InlineData("impaired", "impaired", "impaired", 1)]
    public async Task RiskFactors_OfAnInstance_AreLowerOnlyForAFaultThatARebootMends(string system, string inner, string? ebs, int weight) =>
        Assert.Equal(weight, await WeightAsync(Instances.Web with { SystemCheck = system, InstanceCheck = inner, EbsCheck = ebs }));

    [Fact]
    public async Task RiskFactors_SystemOrEbsCheckFails_NeverLowerTheRiskWhateverElseIsSo()
    {
        string[] words = ["ok", "impaired", "initializing", "insufficient-data", "not-applicable"];
        var cases =
            from inner in words
            from code in new[] { null, "instance-retirement", "system-reboot" }
            from lifecycle in new[] { null, "spot" }
            from root in new[] { null, "ebs", "instance-store" }
            from tag in new[] { "Role", "aws:autoscaling:groupName", "eks:cluster-name" }
            select (Instances.Web with
            {
                InstanceCheck = inner,
                Lifecycle = lifecycle,
                RootDeviceType = root,
                ScheduledEvents = code is null ? [] : [new ScheduledEvent(code, "AWS's words", Moments.Start)],
            }).WithTag(tag, "web");
        foreach (var instance in cases)
        {
            foreach (var (system, ebs) in words.SelectMany(s => words.Append(null).Select(e => (s, e))))
            {
                var sound = await WeightAsync(instance with { SystemCheck = system, EbsCheck = ebs });
                Assert.True(await WeightAsync(instance with { SystemCheck = "impaired", EbsCheck = ebs }) >= sound);
                Assert.True(await WeightAsync(instance with { SystemCheck = system, EbsCheck = "impaired" }) >= sound);
            }

            Assert.DoesNotContain(Reboot.RiskFactors(Given, await TargetAsync(instance with { SystemCheck = "impaired" })), f => f.Weight < 0);
        }
    }

    [Fact]
    public async Task RiskFactors_FaultOfTheHost_NamesStopAndStartWithItsCommands()
    {
        var reason = await ReasonAsync(Instances.Web with { SystemCheck = "impaired", SystemImpairedSince = Moments.Start, RootDeviceType = "ebs" }, "reboot_does_not_mend");

        Assert.Equal(
            "It fails its system status check (impaired since 2026-03-14 09:00 UTC): a fault of AWS's host, which a reboot does not mend. "
            + "Better: stop and start, which moves it to another host: aws ec2 stop-instances --region eu-central-1 --instance-ids i-0a1b2c3d4e5f60001 && "
            + "aws ec2 wait instance-stopped --region eu-central-1 --instance-ids i-0a1b2c3d4e5f60001 && "
            + "aws ec2 start-instances --region eu-central-1 --instance-ids i-0a1b2c3d4e5f60001. "
            + "That loses the data on instance store volumes and a public IPv4 address that is not an Elastic IP.",
            reason);
    }

    [Theory]
    [InlineData("instance-store", null, null, "it cannot be stopped, because its root device is instance store")]
    [InlineData("ebs", "spot", null, "can be stopped only if its request is persistent")]
    [InlineData("ebs", null, "web-asg", "Auto Scaling group web-asg replaces a stopped member")]
    [InlineData(null, null, "web-asg", "aws autoscaling terminate-instance-in-auto-scaling-group --region eu-central-1 --instance-id i-0a1b2c3d4e5f60001 --no-should-decrement-desired-capacity")]
    public async Task RiskFactors_InstanceThatCannotJustBeStopped_SaySo(string? root, string? lifecycle, string? group, string words)
    {
        var instance = Instances.Web with { EbsCheck = "impaired", RootDeviceType = root, Lifecycle = lifecycle };
        var reason = await ReasonAsync(group is null ? instance : instance.WithTag("aws:autoscaling:groupName", group), "reboot_does_not_mend");

        Assert.Contains(words, reason, StringComparison.Ordinal);
        Assert.Equal(root != "instance-store", reason.Contains("aws ec2 stop-instances", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("instance-retirement", 1)]
    [InlineData("instance-stop", 1)]
    [InlineData("system-reboot", 0)]
    [InlineData("instance-reboot", 0)]
    [InlineData("system-maintenance", 0)]
    public async Task RiskFactors_ScheduledEvent_RaiseTheRiskWhereTheInstanceLeavesItsHostUnlessItIsOver(string code, int weight)
    {
        var scheduled = new ScheduledEvent(code, "The instance is running on degraded hardware", Moments.Start);

        Assert.Equal(weight, await WeightAsync(Instances.Web with { ScheduledEvents = [scheduled] }));
        Assert.Equal(0, await WeightAsync(Instances.Web with { ScheduledEvents = [scheduled with { Description = "[Completed] replaced" }, scheduled with { Description = "[Canceled] no need" }] }));
    }

    [Theory]
    [InlineData("aws:autoscaling:groupName", "web-asg", "auto_scaling_member")]
    [InlineData("eks:cluster-name", "prod", "kubernetes_node")]
    [InlineData("aws:eks:cluster-name", "prod", "kubernetes_node")]
    [InlineData("kubernetes.io/cluster/prod", "owned", "kubernetes_node")]
    public async Task RiskFactors_SomethingElseMovesTheInstance_RaiseTheRisk(string tag, string value, string rule)
    {
        Assert.Contains(value == "owned" ? "prod" : value, await ReasonAsync(Instances.Web.WithTag(tag, value), rule), StringComparison.Ordinal);
        Assert.Equal(1, await WeightAsync(Instances.Web.WithTag(tag, value)));
    }

    [Theory]
    [InlineData("running", "ok", "ok", "")]
    [InlineData("stopped", "ok", "ok", "instance state")]
    [InlineData("running", "initializing", "ok", "system status check")]
    [InlineData("running", "ok", "impaired", "instance status check")]
    [InlineData("running", "insufficient-data", "initializing", "system status check, instance status check")]
    public async Task Signals_AfterTheReboot_AreGoodOnlyWhenRunningWithTheChecks(string state, string system, string inner, string bad)
    {
        var signals = Reboot.Signals(Given, await TargetAsync(Instances.Web with { State = state, SystemCheck = system, InstanceCheck = inner }));

        Assert.Equal([state, system, inner], signals.Select(s => s.Observed));
        Assert.Equal(bad, string.Join(", ", signals.Where(s => !s.Good).Select(s => s.Name)));
    }

    [Theory]
    [InlineData("ok", true)]
    [InlineData("impaired", false)]
    [InlineData("initializing", false)]
    [InlineData("insufficient-data", false)]
    public async Task Signals_AttachedEbsCheckThatAwsReports_MustBeGoodToo(string ebs, bool good) =>
        Assert.Equal(
            new VerificationSignal("attached EBS status check", good, ebs),
            Reboot.Signals(Given, await TargetAsync(Instances.Web with { EbsCheck = ebs }))[^1]);

    [Fact]
    public async Task Signals_InstanceThatWasReplaced_SayWhyInAwssWords() =>
        Assert.Equal(
            new VerificationSignal("instance state", false, "terminated (Client.UserInitiatedShutdown: User initiated shutdown)"),
            Reboot.Signals(Given, await TargetAsync(Instances.Web with { State = "terminated", StateReason = "Client.UserInitiatedShutdown: User initiated shutdown" }))[0]);

    [Theory]
    [InlineData(null)]
    [InlineData("not-applicable")]
    public async Task Signals_NoAttachedEbsCheck_AreTheOthers(string? ebs) =>
        Assert.Equal(
            ["instance state", "system status check", "instance status check"],
            Reboot.Signals(Given, await TargetAsync(Instances.Web with { EbsCheck = ebs })).Select(s => s.Name));

    [Theory]
    [InlineData("pending", null, "Wait until it runs.")]
    [InlineData("stopping", null, "then start it: aws ec2 wait instance-stopped")]
    [InlineData("stopped", "Client.UserInitiatedShutdown: User initiated shutdown", "AWS says why: Client.UserInitiatedShutdown: User initiated shutdown. Start it instead: aws ec2 start-instances --region eu-central-1 --instance-ids i-0a1b2c3d4e5f60001.")]
    [InlineData("stopped", "Client.UserInitiatedHibernate: User initiated hibernate", "It is hibernated: started, it goes on with what was in its memory")]
    [InlineData("shutting-down", null, "It does not come back")]
    [InlineData("terminated", "Server.SpotInstanceTermination: Spot instance termination", "AWS says why: Server.SpotInstanceTermination: Spot instance termination. It does not come back")]
    public async Task Obstacle_InstanceThatDoesNotRun_SaysWhyAndWhatToDoInstead(string state, string? reason, string words) =>
        Assert.Contains(words, Reboot.ValidateTarget(Given, await TargetAsync(Instances.Web with { State = state, StateReason = reason }))!.Message, StringComparison.Ordinal);

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

    [Fact]
    public async Task WithRiskFacts_MemberOfAnAutoScalingGroupBehindALoadBalancer_NameItsTargetGroups()
    {
        var health = new FakeTargetHealth();
        health.Groups[Group(1)] = [Health(Instances.WebId, "healthy"), Health("i-0a1b2c3d4e5f60002", "healthy")];
        health.Groups[Group(2)] = [Health("i-0a1b2c3d4e5f60002", "healthy")];
        var instance = Instances.Web.WithTag("aws:autoscaling:groupName", "web-asg");

        var weighed = await Reboot.WithRiskFactsAsync(await TargetAsync(instance), CloudOf(instance) with { TargetHealth = health }, Test.Stop);

        Assert.Equal(
            "It is a member of Auto Scaling group web-asg, which may terminate and replace it if a health check fails during the reboot, "
            + "and if it uses the load balancer's, that of target group web-1.",
            Assert.Single(Reboot.RiskFactors(Given, weighed)).Reason);
    }

    private static async Task<(OnlyHealthyTarget Only, int Weight)> WeighedAsync(ITargetHealth health)
    {
        var readers = CloudOf(Instances.Web) with { TargetHealth = health };
        var weighed = await Reboot.WithRiskFactsAsync((await Reboot.FindTargetAsync(Given, readers, Test.Stop))!, readers, Test.Stop);
        return (((TargetState<RebootEc2Target>)weighed).Resource.OnlyHealthyTarget, Reboot.RiskFactors(Given, weighed).Sum(f => f.Weight));
    }

    private static async Task<int> WeightAsync(Instance instance) => Reboot.RiskFactors(Given, await TargetAsync(instance)).Sum(f => f.Weight);

    private static async Task<IReadOnlyList<string>> NotesAsync(Instance instance) => Reboot.Plan(Given, await TargetAsync(instance)).Notes;

    private static async Task<string> ReasonAsync(Instance instance, string rule) =>
        Assert.Single(Reboot.RiskFactors(Given, await TargetAsync(instance)), f => f.Rule == rule).Reason;

    private static TargetGroup Group(int number) =>
        new($"arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web-{number}/0a1b2c3d4e5f6072", $"web-{number}", "instance", "HTTP", 8080);

    private static TargetHealth Health(string id, string state) => new(id, 8080, "eu-central-1a", state, null, null);

    internal static async Task<TargetState> TargetAsync(Instance instance) => (await Reboot.FindTargetAsync(Given, CloudOf(instance), Test.Stop))!;

    private static AwsReaders CloudOf(params Instance[] there) => new(new FakeInstances(there), new FakeMetrics(), new FakeTargetHealth(), new FakeCloudTrailEvents(), new FakeEcsServices(), new FakeServiceScaling(), new FakeTaskDefinitions());

    private static Outcome<Arguments> Validated(string given) => Reboot.Parameters.Validate(Test.Json(given));
}
