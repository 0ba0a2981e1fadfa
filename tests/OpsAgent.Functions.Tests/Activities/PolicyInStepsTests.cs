using OpsAgent.Core.Approvals;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Activities;

/// <summary>The policy in the steps of the state machine: before people are asked, and before the change is made.</summary>
public sealed class PolicyInStepsTests
{
    private const string KillSwitch = """{"name":"stop","deny":"Everything stands still until the incident is over."}""";
    private const string OneAnHour = """{"name":"one-an-hour","budget":{"minutes":60,"writes":1}}""";

    private readonly Bench bench = new();

    public PolicyInStepsTests() => bench.Time.SetUtcNow(Moments.After(10));

    [Fact]
    public async Task AssessRisk_ThePolicyAsksForMore_StoresTheRaisedRiskAndOnWhatItWasChecked()
    {
        var proposal = Put(Proposals.New(2));
        Set("""{"name":"careful","match":{"risk":["medium"],"tags":{"Role":["web"]}},"approvals":2,"one_of":["sre"]}""");

        var kept = await bench.StepAsync("AssessRisk", proposal.Id);

        var stored = await bench.ReadAsync(proposal.Id);
        Assert.Equal((2, 2), (kept["approvals_needed"]!.GetValue<int>(), stored.ApprovalsNeeded));
        Assert.Contains(stored.Risk!.Reasons, r => r.Contains("rule careful", StringComparison.Ordinal));
        Assert.Equal([Users.Admin], Assert.Single(stored.Risk.Approvers!.Value).Groups["sre"]);
        Assert.Equal(["careful"], stored.Policy!.Rules);
        Assert.Equal(("web", Moments.After(10)), (stored.Policy.Tags["Role"], stored.Policy.At));
        var shown = await bench.ShowAsync(Users.Lead, proposal.Id.Value);
        Assert.Equal("careful", Assert.Single(shown.Body.GetProperty("policy_rules").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task AssessRisk_ThePolicyDenies_RejectsNamingTheRuleAndKeepsOnWhatItWasChecked()
    {
        var proposal = Put(Proposals.New(2));
        Set("""{"name":"no-medium","match":{"risk":["medium"]},"deny":"Nothing of medium risk today."}""");

        var error = await Assert.ThrowsAsync<GuardrailRejected>(() => bench.StepAsync("AssessRisk", proposal.Id));

        var stored = await bench.ReadAsync(proposal.Id);
        Assert.Equal("The policy's rule no-medium refuses this: Nothing of medium risk today.", error.Message);
        Assert.Equal((ProposalStatus.Rejected, error.Message), (stored.Status, stored.Refusal!.Message));
        Assert.Equal(["no-medium"], stored.Policy!.Rules);
        Assert.Contains(bench.Lines, l => l.Contains("guardrail_rejected", StringComparison.Ordinal) && l.Contains("no-medium", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AssessRisk_WithoutAPolicy_KeepsTheFactsForABackTest()
    {
        var proposal = Put(Proposals.New(2));

        await bench.StepAsync("AssessRisk", proposal.Id);

        var stored = await bench.ReadAsync(proposal.Id);
        Assert.Equal((WritePolicy.None.Hash(), "web"), (stored.Policy!.PolicyHash, stored.Policy.Tags["Role"]));
    }

    [Fact]
    public async Task AssessRisk_APolicyThatIsOlderInTheCache_IsReadPastIt()
    {
        var proposal = Put(Proposals.New(2));
        bench.Settings.Newer[ParameterNames.Policy] = PolicyOf(KillSwitch);

        await Assert.ThrowsAsync<GuardrailRejected>(() => bench.StepAsync("AssessRisk", proposal.Id));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"format":1,"rules":[{"name":"x","denny":"typo"}]}""")]
    public async Task Steps_ABrokenPolicy_RefuseEveryWrite(string text)
    {
        var (submitted, approved) = (Put(Proposals.New(2)), Put(Proposals.In(ProposalStatus.Approved)));
        bench.Settings.Newer[ParameterNames.Policy] = text;

        await Assert.ThrowsAsync<GuardrailRejected>(() => bench.StepAsync("AssessRisk", submitted.Id));
        await Assert.ThrowsAsync<GuardrailRejected>(() => bench.StepAsync("ExecuteAction", approved.Id));

        Assert.Empty(bench.Executor.Changes());
        Assert.Equal(ProposalStatus.Rejected, (await bench.ReadAsync(approved.Id)).Status);
    }

    [Fact]
    public async Task ExecuteAction_AKillSwitchPressedSinceTheApproval_ExecutesNothingAndRejectsNamingTheRule()
    {
        var approved = Put(Proposals.In(ProposalStatus.Approved));
        bench.Settings.Newer[ParameterNames.Policy] = PolicyOf(KillSwitch);

        var error = await Assert.ThrowsAsync<GuardrailRejected>(() => bench.StepAsync("ExecuteAction", approved.Id));

        var stored = await bench.ReadAsync(approved.Id);
        Assert.Contains("rule stop", error.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Executor.Executions);
        Assert.Equal((ProposalStatus.Rejected, error.Message), (stored.Status, stored.Refusal!.Message));
        Assert.Equal(["stop"], stored.Policy!.Rules);
        Assert.Null(bench.Store.LeaseOn(approved.Plan.Target.Arn));
    }

    [Theory]
    [InlineData("""{"name":"two","approvals":2}""")]
    [InlineData("""{"name":"sre","one_of":["sre"]}""")]
    public async Task ExecuteAction_ThePolicyAsksForMoreSinceTheApproval_ExecutesNothing(string rule)
    {
        var approved = Put(Proposals.In(ProposalStatus.Approved));
        bench.Settings.Newer[ParameterNames.Policy] = PolicyOf(rule);

        await Assert.ThrowsAsync<GuardrailRejected>(() => bench.StepAsync("ExecuteAction", approved.Id));

        Assert.Empty(bench.Executor.Executions);
        Assert.Equal(ProposalStatus.Rejected, (await bench.ReadAsync(approved.Id)).Status);
    }

    [Fact]
    public async Task ExecuteAction_TheTagsAreOthersNow_AsksAboutTheTargetAsItIs()
    {
        var approved = Put(Proposals.In(ProposalStatus.Approved));
        Set("""{"name":"frozen","match":{"tags":{"Frozen":["yes"]}},"deny":"It is frozen."}""");
        bench.Fleet.Put(Instances.Web.WithTag("Frozen", "yes"));

        await Assert.ThrowsAsync<GuardrailRejected>(() => bench.StepAsync("ExecuteAction", approved.Id));

        Assert.Empty(bench.Executor.Executions);
    }

    [Fact]
    public async Task ExecuteAction_WithABudget_CountsTheClaimAndRefusesTheNext()
    {
        Set(OneAnHour);
        var (first, second) = (Put(Proposals.In(ProposalStatus.Approved, 1)), Put(Proposals.In(ProposalStatus.Approved, 2)));

        await bench.StepAsync("ExecuteAction", first.Id);
        var error = await Assert.ThrowsAsync<GuardrailRejected>(() => bench.StepAsync("ExecuteAction", second.Id));

        Assert.Contains("rule one-an-hour", error.Message, StringComparison.Ordinal);
        Assert.Single(bench.Executor.Changes());
        Assert.Equal(first.Id, Assert.Single((await UseAsync()).Writes).Proposal);
        Assert.Equal(["one-an-hour"], (await bench.ReadAsync(first.Id)).Policy!.Rules);
    }

    [Fact]
    public async Task ExecuteAction_ReleasedAndClaimedAgain_CountsOnce()
    {
        Set(OneAnHour);
        var proposal = Put(Proposals.In(ProposalStatus.Approved));
        bench.Executor.Then = _ => throw new AwsException(ErrorCode.AwsThrottled, "ec2:RebootInstances", "i", "Slow down.");
        await Assert.ThrowsAsync<TransientAwsError>(() => bench.StepAsync("ExecuteAction", proposal.Id));
        bench.Executor.Then = null;

        await bench.StepAsync("ExecuteAction", proposal.Id, bench.Context("invocation-2"));

        Assert.Single((await UseAsync()).Writes);
        Assert.Equal(ExecutionStatus.Executed, (await bench.ReadAsync(proposal.Id)).Execution!.Status);
    }

    [Fact]
    public async Task ExecuteAction_ARivalTakesTheRestOfTheBudgetBeforeTheClaim_IsRejected()
    {
        Set(OneAnHour);
        var (proposal, rival) = (Put(Proposals.In(ProposalStatus.Approved, 1)), Proposals.Story(ProposalStatus.Executing, 2));
        Put(rival[^2].Proposal);
        bench.Store.BeforeReplace = async _ =>
        {
            bench.Store.BeforeReplace = null;
            Assert.True(await bench.Store.ReplaceAsync(
                rival[^2].Proposal, rival[^1].Proposal, [], null, [new BudgetUse("one-an-hour", 0, [new BudgetedWrite(rival[^1].Proposal.Id, "arn", Moments.After(10))])], CancellationToken.None));
        };

        var error = await Assert.ThrowsAsync<GuardrailRejected>(() => bench.StepAsync("ExecuteAction", proposal.Id));

        Assert.Contains("rule one-an-hour", error.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Executor.Changes());
        Assert.Equal(ProposalStatus.Rejected, (await bench.ReadAsync(proposal.Id)).Status);
    }

    [Fact]
    public async Task ExecuteAction_AKillSwitchWhileItMustBeReverted_StillRestoresTheFormerState()
    {
        var proposal = Put(Scaling.Unsettled("revert"));
        bench.Services.Put(SampleServices.WebAt(6) with { Running = 4, Pending = 2 });
        bench.Time.SetUtcNow(Moments.After(612));
        Set(KillSwitch);

        await bench.StepAsync("RevertAction", proposal.Id);

        Assert.Equal(ReversalStatus.Reverted, (await bench.ReadAsync(proposal.Id)).Reversal!.Status);
    }

    private Proposal Put(Proposal proposal)
    {
        bench.Store.With(proposal);
        return proposal;
    }

    private Task<BudgetUse> UseAsync() => bench.Store.FindUseAsync("one-an-hour", CancellationToken.None);

    private void Set(string rules) => bench.Settings.Cached[ParameterNames.Policy] = PolicyOf(rules);

    private static string PolicyOf(string rules) => $$"""{"format":1,"groups":{"sre":["admin@example.com"]},"rules":[{{rules}}]}""";
}
