using System.Collections.Immutable;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Effects;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Guardrails;

public sealed class PolicyCheckTests
{
    private static readonly DateTimeOffset Now = Moments.After(3600);

    private readonly InMemoryApprovalStore _store = new();
    private readonly FixedParameterStore _settings = new();
    private readonly FakeInstances _instances = new(Instances.Web, Instances.Numbered(2), Instances.Numbered(3), Instances.Numbered(4));
    private readonly FakeEcsServices _services = new();
    private readonly CountedMetrics _metrics = new();
    private readonly Proposal _proposal = Proposals.New(9) with { Plan = Proposals.PlanFor(Instances.Web) };

    [Fact]
    public async Task Read_NoParameter_IsAPolicyWithoutRules() =>
        Assert.Empty((await Check().ReadAsync(fresh: true, Test.Stop)).Value().Rules);

    [Fact]
    public async Task Read_ABrokenPolicy_RefusesAndIsCounted()
    {
        _settings.Cached[ParameterNames.Policy] = """{"format":1,"rules":[{"nme":"x"}]}""";

        (await Check().ReadAsync(fresh: false, Test.Stop)).Refusal(ErrorCode.PolicyDenied);

        Assert.Single(_metrics.Broken);
    }

    [Fact]
    public async Task Read_AWSDoesNotAnswer_ThrowsAndIsCounted()
    {
        _settings.Failure = new AwsException(ErrorCode.AwsAccessDenied, "ssm:GetParameter", "/opsagent/policy", "AWS denied it.");

        await Assert.ThrowsAsync<AwsException>(() => Check().ReadAsync(fresh: true, Test.Stop));

        Assert.Equal(["AWS denied it."], _metrics.Broken);
    }

    [Fact]
    public async Task Check_AKillSwitch_IsDeniedByItsRuleCountedAndReadsNothingElse()
    {
        _instances.Failure = new InvalidOperationException("nobody may look");
        var policy = Policy("""{"name":"stop","deny":"Everything stands still."},{"name":"share","budget":{"minutes":60,"share_percent":50,"of_tag":"Role"}}""");

        var answer = await AskAsync(policy);

        Assert.Equal("The policy's rule stop refuses this: Everything stands still.", answer.Denied!.Message);
        Assert.Equal("stop", answer.Denied.Detail("rule"));
        Assert.Equal(["stop"], _metrics.Refused);
    }

    [Fact]
    public async Task Check_RulesThatNeedNoFacts_ReadNone()
    {
        _instances.Failure = new InvalidOperationException("nobody may look");

        var answer = await AskAsync(Policy("""{"name":"two","approvals":2},{"name":"other","match":{"operations":["scale_ecs_service"]},"deny":"No."}"""));

        Assert.Null(answer.Denied);
        Assert.Equal(["two"], answer.ToRecord().Rules);
        Assert.Equal((0, 0), (_store.Reads, _metrics.Refused.Count));
    }

    [Theory]
    [InlineData("reboot_ec2")]
    [InlineData("scale_ecs_service")]
    [InlineData("rollback_ecs_service")]
    public async Task Check_ACoolDown_HoldsAfterAChangeByAnyOperation(string operation)
    {
        var changed = Proposals.In(ProposalStatus.Completed);
        _store.With(changed with { Plan = changed.Plan with { Operation = operation } });
        var policy = Policy("""{"name":"rest","cooldown_minutes":60}""");

        var early = await AskAsync(policy, at: changed.Execution!.At + TimeSpan.FromMinutes(60) - Moments.Tick);
        var late = await AskAsync(policy, at: changed.Execution.At + TimeSpan.FromMinutes(60));

        Assert.Equal("cooldown_minutes", early.Denied!.Detail("setting"));
        Assert.Null(late.Denied);
    }

    [Fact]
    public async Task Check_ACoolDownAfterTheProposalsOwnChange_DoesNotHoldItBack()
    {
        var own = Proposals.In(ProposalStatus.Completed, 9);
        _store.With(own with { Plan = _proposal.Plan });

        Assert.Null((await AskAsync(Policy("""{"name":"rest","cooldown_minutes":600}"""))).Denied);
    }

    [Fact]
    public async Task Check_AHistoryThatCannotBeRead_Throws()
    {
        var changed = Proposals.In(ProposalStatus.Denied);
        _store.With(changed);
        _store.Spoil(changed.Id);

        await Assert.ThrowsAsync<UnreadableRecordException>(() => AskAsync(Policy("""{"name":"rest","cooldown_minutes":60}""")));
    }

    [Theory]
    [InlineData(49, false)]
    [InlineData(50, true)]
    public async Task Check_AShareOfInstances_CountsThoseWithTheSameValue(int percent, bool isSecondAllowed)
    {
        // Two of four are one half; the fifth has another role.
        _instances.Put(Instances.Numbered(5).WithTag("Role", "db"));
        var policy = Policy($$$"""{"name":"share","budget":{"minutes":60,"share_percent":{{{percent}}},"of_tag":"Role"}}""");
        await UseAsync("share#web", (Proposals.New(2), Now - TimeSpan.FromMinutes(5)));

        var answer = await AskAsync(policy);

        Assert.Equal(isSecondAllowed, answer.Denied is null);
        Assert.Equal(4, answer.ToRecord().Peers!["Role"]);
    }

    [Fact]
    public async Task Check_AShareWhoseResourcesAwsDoesNotShow_CountsOne()
    {
        var policy = Policy("""{"name":"share","budget":{"minutes":60,"share_percent":100,"of_tag":"Role"}}""");
        await UseAsync("share#web", (Proposals.New(2), Now - TimeSpan.FromMinutes(5)));
        _instances.Failure = new AwsException(ErrorCode.AwsAccessDenied, "ec2:DescribeInstances", "i", "AWS denied it.");

        var answer = await AskAsync(policy);

        Assert.Equal("budget.share_percent", answer.Denied!.Detail("setting"));
        Assert.Null(answer.ToRecord().Peers);
    }

    [Fact]
    public async Task Check_AwsIsBusy_ThrowsSoThatItIsAskedAgain()
    {
        _instances.Failure = new AwsException(ErrorCode.AwsThrottled, "ec2:DescribeInstances", "i", "slow down");

        await Assert.ThrowsAsync<AwsException>(() => AskAsync(Policy("""{"name":"share","budget":{"minutes":60,"share_percent":100,"of_tag":"Role"}}""")));
    }

    [Fact]
    public async Task CountPeers_ServicesOfTheCluster_CountsThoseWithTheTag()
    {
        var web = SampleServices.WebAt(3);
        _services.Put(web);
        _services.Put(web with { Arn = $"{web.Arn}-2", Name = "web-2" });
        _services.Put(web with { Arn = $"{web.Arn}-3", Name = "web-3", Tags = web.Tags.SetItem("Environment", "staging") });

        var scale = new ScaleEcsService();
        Assert.Equal(2, await scale.CountPeersAsync(scale.StateOf(new ScaleEcsServiceTarget(web)), "Environment", Readers, Test.Stop));
    }

    [Fact]
    public async Task ToRecord_ASecretInATag_IsNotKept()
    {
        var tags = Instances.Tags(("Role", "web"), ("note", "password=hunter2"), ("password=hunter2", "x"), ("db_password", "hunter2"));

        var answer = await Check().CheckAsync(WritePolicy.None, PolicyCheck.FactsOf(_proposal, tags, Now), Authority.None, null, Test.Stop);

        Assert.Equal("web", answer.ToRecord().Tags["Role"]);
        Assert.DoesNotContain("hunter2", string.Join(' ', answer.ToRecord().Tags), StringComparison.Ordinal);
    }

    [Fact]
    public void Record_OnAProposal_IsReadAsItWasStored()
    {
        var proposal = Proposals.New() with { Policy = Record };

        var read = StoredJson.Read(Proposals.Json(proposal), StoredJson.Core.Proposal);

        Assert.Equal(Proposals.Json(proposal), Proposals.Json(read));
        Assert.Equal(Record.At, read.Policy!.At);
    }

    [Fact]
    public async Task CheckAgain_ABudgetUsedMeanwhile_IsSeen()
    {
        var answer = await AskAsync(Policy("""{"name":"one","budget":{"minutes":60,"writes":1}}"""));
        Assert.Null(answer.Denied);
        await UseAsync("one", (Proposals.New(2), Now));

        var again = await Check().CheckAgainAsync(answer, Test.Stop);

        Assert.Equal("budget.writes", again.Denied!.Detail("setting"));
    }

    [Fact]
    public async Task Check_MoreChangesThanABudgetCounts_IsDenied()
    {
        var writes = Enumerable.Range(0, PolicyCheck.MaxCounted).Select(_ => (Proposals.New(2), Now - TimeSpan.FromMinutes(1)));
        await UseAsync("much#web", [.. writes]);

        var denied = (await AskAsync(Policy("""{"name":"much","budget":{"minutes":60,"share_percent":100,"of_tag":"Role"}}"""))).Denied!;

        Assert.Equal(("much", "budget"), (denied.Detail("rule"), denied.Detail("setting")));
    }

    [Theory]
    [InlineData(EffectVerdict.Same, true)]
    [InlineData(EffectVerdict.Worse, true)]
    [InlineData(EffectVerdict.Better, false)]
    [InlineData(EffectVerdict.Unknown, false)]
    public async Task Check_ABreaker_OpensAfterWhatFailedAndWhatDidNotHelp(EffectVerdict effect, bool opens)
    {
        var helped = Proposals.In(ProposalStatus.Completed, 3);
        _store.With(
            Proposals.In(ProposalStatus.Failed, 1),
            Proposals.In(ProposalStatus.Unknown, 2),
            helped with { Effects = [new EffectRecord(Moments.After(400), EffectVerdict.Same, "No difference."), new EffectRecord(Moments.After(1000), effect, "Looked again.")] },
            Proposals.In(ProposalStatus.Completed, 4),
            Proposals.In(ProposalStatus.Rejected, 5),
            Proposals.In(ProposalStatus.Denied, 6));

        var answer = await AskAsync(Policy("""{"name":"fuse","breaker":{"failures":3,"minutes":60,"open_minutes":60}}"""));

        Assert.Equal(opens ? "breaker" : null, answer.Denied?.Detail("setting"));
    }

    [Fact]
    public async Task Check_TheOutcomesOfAnEarlierAnswer_AreNotReadAgain()
    {
        var policy = Policy("""{"name":"fuse","breaker":{"failures":2,"minutes":60,"open_minutes":60}}""");
        var earlier = await AskAsync(policy);
        _store.With(Proposals.In(ProposalStatus.Failed, 1), Proposals.In(ProposalStatus.Unknown, 2));

        var answer = await Check().CheckAsync(policy, earlier.Facts, Users.Authority, null, Test.Stop);

        Assert.Empty(earlier.Facts.BadOutcomes!.Value);
        Assert.Null(answer.Denied);
        Assert.Equal("breaker", (await AskAsync(policy)).Denied?.Detail("setting"));
    }

    [Fact]
    public void RaiseRequirements_MoreIsAsked_KeepsApprovalsReplacesWhatTheRuleAskedAndSaysSo()
    {
        var risk = Verdict("""{"name":"freeze","one_of":["sre"],"approvals":2}""").Raise(Proposals.Risk);
        var pending = Proposals.In(ProposalStatus.Pending) with { Risk = risk, Approvals = [new Approval(Users.Verified(Users.Lead), Moments.After(5))] };
        var verdict = Verdict("""{"name":"freeze","one_of":["boss"],"approvals":3,"self_approval":false}""");

        var raised = (Transition.Applied)ProposalTransitions.Apply(pending, new ProposalCommand.RaiseRequirements(verdict, Record), Now);

        Assert.Equal((ProposalStatus.Pending, 3, false), (raised.Proposal.Status, raised.Proposal.ApprovalsNeeded, raised.Proposal.Risk!.SelfApprovalAllowed));
        Assert.Equal(pending.Approvals, raised.Proposal.Approvals);
        Assert.Equal(["boss"], Assert.Single(raised.Proposal.Risk.Approvers!.Value).Groups.Keys);
        Assert.Equal(["CriticalityLevel is high.", verdict.Asked[0].Sentence()], raised.Proposal.Risk.Reasons);
        Assert.Equal(Record, raised.Proposal.Policy);
        Assert.Equal("raised", Assert.Single(raised.Entries).Outcome);
    }

    [Fact]
    public void RaiseRequirements_LessOrTheSameIsAsked_ChangesNothing()
    {
        var before = Verdict("""{"name":"freeze","all_of":["sre","boss"],"approvals":2}""");
        var pending = Proposals.In(ProposalStatus.Pending) with { Risk = before.Raise(Proposals.Risk) };

        Assert.All([before, Verdict("""{"name":"nothing","max_change":9}""")], verdict =>
            Assert.IsType<Transition.NoEffect>(ProposalTransitions.Apply(pending, new ProposalCommand.RaiseRequirements(verdict, Record), Now)));
    }

    [Fact]
    public void RaiseRequirements_AGroupHasOtherMembers_TakesThem()
    {
        var pending = Proposals.In(ProposalStatus.Pending) with { Risk = Verdict("""{"name":"freeze","one_of":["sre"]}""").Raise(Proposals.Risk) };
        var verdict = Verdict("""{"name":"freeze","one_of":["sre"]}""", sre: "admin@example.com");

        var raised = (Transition.Applied)ProposalTransitions.Apply(pending, new ProposalCommand.RaiseRequirements(verdict, Record), Now);

        Assert.Equal([Users.Admin], raised.Proposal.Risk!.Approvers!.Value[0].Groups["sre"]);
    }

    private static PolicyRecord Record { get; } = new("hash", ["freeze"], ImmutableSortedDictionary<string, string>.Empty, null, Now);

    private AwsReaders Readers =>
        new(_instances, new FakeMetrics(), new FakeTargetHealth(), new FakeCloudTrailEvents(), _services, new FakeServiceScaling(), new FakeTaskDefinitions());

    private static WritePolicy Policy(string rules, string sre = "lead@example.com") =>
        WritePolicy.Parse($$"""{"format":1,"groups":{"sre":["{{sre}}"],"boss":["admin@example.com"]},"rules":[{{rules}}]}""").Value();

    private static PolicyVerdict Verdict(string rule, string sre = "lead@example.com") => PolicyEvaluation.Evaluate(
        Policy(rule, sre), PolicyCheck.FactsOf(Proposals.New(), Instances.Web.Tags, Now), Authority.None);

    private PolicyCheck Check() =>
        new(new PolicyReader(_settings), _store, _store, _store, OperationCatalog.Default, _metrics, new LeapingTime(Now));

    private Task<PolicyAnswer> AskAsync(WritePolicy policy, DateTimeOffset? at = null)
    {
        var reboot = new RebootEc2();
        var target = reboot.StateOf(new RebootEc2Target(Instances.Web));
        return Check().CheckAsync(
            policy, PolicyCheck.FactsOf(_proposal, target.Tags, at ?? Now), Users.Authority, (tag, stop) => reboot.CountPeersAsync(target, tag, Readers, stop), Test.Stop);
    }

    private async Task UseAsync(string key, params (Proposal Proposal, DateTimeOffset At)[] writes)
    {
        var story = Proposals.Story(ProposalStatus.Executing, 20);
        _store.With(story[^2].Proposal);
        var use = new BudgetUse(key, 0, [.. writes.Select(w => new BudgetedWrite(w.Proposal.Id, w.Proposal.Plan.Target.Arn, w.At))]);
        Assert.True(await _store.ReplaceAsync(story[^2].Proposal, story[^1].Proposal, [], null, [use], Test.Stop));
    }

    private sealed class CountedMetrics : IPolicyMetrics
    {
        public List<string> Refused { get; } = [];

        public List<string> Broken { get; } = [];

        public void PolicyRefused(string rule) => Refused.Add(rule);

        public void PolicyBroken(string reason) => Broken.Add(reason);
    }
}
