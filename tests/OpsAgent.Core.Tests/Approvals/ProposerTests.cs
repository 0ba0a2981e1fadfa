using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

public sealed class ProposerTests
{
    private readonly Desk _desk = new();

    [Fact]
    public async Task Propose_KnownTarget_AnswersThePendingProposalWithATokenThatFindsIt()
    {
        _desk.PlayMachine();

        var proposed = (await _desk.ProposeAsync()).Value();

        Assert.Equal(ProposalStatus.Pending, proposed.Proposal.Status);
        Assert.Equal(proposed.Proposal.Id, (await _desk.Store.FindByTokenAsync(proposed.Token!.Hash(), Test.Stop))?.Id);
        Assert.Equal((Users.Asserted(Users.Engineer), ExecutionMode.LocalMock), (proposed.Proposal.Requester, proposed.Proposal.Mode));
        Assert.Equal(proposed.Proposal.Plan.Hash(), proposed.Proposal.PlanHash);
        Assert.Equal(["Start"], _desk.Workflow.Methods());
    }

    [Fact]
    public async Task Propose_KnownTarget_RecordsRequestProposalAndPlanWithoutTheToken()
    {
        _desk.PlayMachine();

        var proposed = (await _desk.ProposeAsync()).Value();

        Assert.Equal(["request_received", "proposal_created", "approval_requested"], await _desk.EventsAsync(proposed.Proposal.Id));
        var chain = await _desk.Store.Audit.ReadAsync(proposed.Proposal.Id.Value, Test.Stop);
        Assert.Null(AuditChain.FindFirstProblem(proposed.Proposal.Id.Value, chain, proposed.Proposal.AuditHead));
        var created = chain[1].Fields().GetProperty("details");
        Assert.Equal(proposed.Proposal.PlanHash.Value, created.GetProperty("plan_hash").GetString());
        Assert.Equal("Reboot EC2 instance i-0a1b2c3d4e5f60001 (web-1).", created.GetProperty("plan").GetProperty("summary").GetString());
        Assert.All(chain, e => Assert.DoesNotContain(proposed.Token!.Reveal(), e.Body, StringComparison.Ordinal));
        Assert.All(chain, e => Assert.DoesNotContain(Proposals.TaskTokenText, e.Body, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"name":"stop","deny":"Everything stands still."}""", "stop")]
    [InlineData("""{"name":"web-only","match":{"tags":{"Role":["web"]}},"requesters":["sre"]}""", "web-only")]
    public async Task ProposeAndPreview_ThePolicyRefuses_NameTheRuleAndStoreNothing(string rule, string name)
    {
        _desk.Settings.Cached[ParameterNames.Policy] = PolicyOf(rule);

        Assert.Equal(name, (await _desk.ProposeAsync()).Refusal(ErrorCode.PolicyDenied).Detail("rule"));
        Assert.Equal(name, (await _desk.PreviewAsync()).Refusal(ErrorCode.PolicyDenied).Detail("rule"));
        Assert.Equal((0, 0), (_desk.Store.Writes, _desk.Workflow.Calls.Count));
    }

    [Fact]
    public async Task ProposeAndPreview_ABrokenPolicy_AreRefused()
    {
        _desk.Settings.Cached[ParameterNames.Policy] = "{";

        (await _desk.ProposeAsync()).Refusal(ErrorCode.PolicyDenied);
        (await _desk.PreviewAsync()).Refusal(ErrorCode.PolicyDenied);
        Assert.Equal(0, _desk.Store.Writes);
    }

    [Fact]
    public async Task Preview_ThePolicyAsksForMore_ShowsWhatItAsks()
    {
        _desk.Settings.Cached[ParameterNames.Policy] = PolicyOf("""{"name":"two","match":{"risk":["medium"]},"approvals":2}""");

        var preview = (await _desk.PreviewAsync()).Value();

        Assert.Equal(2, preview.ApprovalsNeeded);
        Assert.Contains("The policy's rule two asks for 2 approvals.", preview.Risk.Reasons);
    }

    private static string PolicyOf(string rule) => $$"""{"format":1,"groups":{"sre":["admin@example.com"]},"rules":[{{rule}}]}""";

    [Fact]
    public async Task Propose_WithoutTheRole_IsRefusedAndLooksAtNothing()
    {
        _desk.Instances.Failure = new InvalidOperationException("nobody may look");

        var refusal = (await _desk.ProposeAsync(by: Users.Asserted(Users.Viewer))).Refusal(ErrorCode.RoleRequired);

        Assert.Equal(("operator", "/opsagent/operators"), (refusal.Detail("role"), refusal.Detail("parameter")));
        Assert.Equal((0, 0), (_desk.Store.Writes, _desk.Workflow.Calls.Count));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(8)]
    public async Task Propose_ThePlanThatWasShown_IsProposed(int length)
    {
        _desk.PlayMachine();
        var preview = (await _desk.PreviewAsync()).Value();

        Assert.Equal(preview.Plan.Hash(), (await _desk.ProposeAsync(shown: preview.Plan.Hash().Value[..length])).Value().Proposal.PlanHash);
    }

    [Fact]
    public async Task Propose_AnotherPlanThanWasShown_IsRefusedAndStoresNothing()
    {
        var shown = (await _desk.PreviewAsync()).Value().Plan.Hash().Value;
        _desk.Instances.Put(Instances.Web with { State = "stopping" });

        foreach (var given in new[] { shown, shown[..7], string.Empty, "*" })
        {
            var refusal = (await _desk.ProposeAsync(shown: given)).Refusal(ErrorCode.PlanChanged);

            Assert.Equal(64, refusal.Detail("plan_hash")!.Length);
        }

        Assert.Equal((0, 0), (_desk.Store.Writes, _desk.Workflow.Calls.Count));
    }

    [Theory]
    [InlineData(ProposalStatus.Expired)]
    [InlineData(ProposalStatus.Withdrawn)]
    [InlineData(ProposalStatus.Rejected)]
    public async Task ProposeAgain_WhatEndedUndecided_ProposesTheSamePlanByWhoeverAsks(ProposalStatus status)
    {
        _desk.PlayMachine();
        var ended = await EndedAsync(status);

        var again = (await AgainAsync(ended, Users.Lead)).Value().Proposal;

        Assert.NotEqual(ended.Id, again.Id);
        Assert.Equal((Users.Lead, ProposalStatus.Pending, ended.PlanHash), (again.Requester.UserId, again.Status, again.PlanHash));
        Assert.Equal(ended.Plan.ToJson().ToJsonString(), again.Plan.ToJson().ToJsonString());
    }

    [Fact]
    public async Task ProposeAgain_Twice_IsOneProposalUntilThatIsOverToo()
    {
        _desk.PlayMachine();
        var ended = await EndedAsync(ProposalStatus.Expired);

        var first = (await AgainAsync(ended)).Value().Proposal.Id;
        var second = (await AgainAsync(ended)).Value().Proposal.Id;
        await _desk.ApplyAsync(first, new ProposalCommand.Close("Nobody decided in time."));
        var third = (await AgainAsync(ended)).Value().Proposal;

        Assert.Equal(first, second);
        Assert.NotEqual(first, third.Id);
        Assert.Equal(ProposalStatus.Pending, third.Status);
        Assert.Equal(third.Id, (await AgainAsync(ended)).Value().Proposal.Id);
    }

    [Fact]
    public async Task ProposeAgain_APlanThatChangedMeanwhile_IsShownAndProposedOnlyAsShown()
    {
        _desk.PlayMachine();
        var ended = await EndedAsync(ProposalStatus.Expired);
        _desk.Instances.Put(Instances.Web with { State = "stopping" });
        var writes = _desk.Store.Writes;

        var changed = (await AgainAsync(ended)).Refusal(ErrorCode.PlanChanged);

        Assert.Equal(writes, _desk.Store.Writes);
        Assert.Equal("stopping", changed.Details!.Value.GetProperty("now").GetProperty("state").GetString());
        Assert.NotEmpty(changed.Details!.Value.GetProperty("after").EnumerateObject());
        Assert.NotEqual(ended.PlanHash.Value, changed.Detail("plan_hash"));
        var again = (await AgainAsync(ended, shown: changed.Detail("plan_hash"))).Value().Proposal;
        Assert.Equal((changed.Detail("plan_hash"), ProposalStatus.Pending), (again.PlanHash.Value, again.Status));
    }

    [Theory]
    [InlineData(ProposalStatus.Submitted, ErrorCode.ResourceBusy)]
    [InlineData(ProposalStatus.Pending, ErrorCode.ResourceBusy)]
    [InlineData(ProposalStatus.Approved, ErrorCode.ResourceBusy)]
    [InlineData(ProposalStatus.Executing, ErrorCode.ResourceBusy)]
    [InlineData(ProposalStatus.Denied, ErrorCode.AlreadyDecided)]
    [InlineData(ProposalStatus.Completed, ErrorCode.AlreadyDecided)]
    [InlineData(ProposalStatus.Failed, ErrorCode.AlreadyDecided)]
    [InlineData(ProposalStatus.Unknown, ErrorCode.AlreadyDecided)]
    public async Task ProposeAgain_WhatIsOpenDeniedOrCarriedOut_IsRefused(ProposalStatus status, ErrorCode code)
    {
        var proposal = _desk.Put(status);

        var refusal = (await AgainAsync(proposal)).Refusal(code);

        Assert.Equal(proposal.Id.Value, refusal.Detail("proposal_id"));
        Assert.Equal((0, 0), (_desk.Store.Writes, _desk.Workflow.Calls.Count));
    }

    [Fact]
    public async Task ProposeAgain_WithoutTheRole_IsRefusedAsAnyProposal()
    {
        var ended = _desk.Put(ProposalStatus.Expired);

        (await AgainAsync(ended, Users.Viewer)).Refusal(ErrorCode.RoleRequired);

        Assert.Equal(0, _desk.Store.Writes);
    }

    private Task<Outcome<ProposeResult>> AgainAsync(Proposal ended, UserId? by = null, string? shown = null) =>
        _desk.Proposer.ProposeAgainAsync(ended, new RebootEc2(), shown, Users.Request(Users.Asserted(by ?? Users.Engineer), _desk.Mode), Test.Stop);

    // Of the plan that proposing makes now.
    private async Task<Proposal> EndedAsync(ProposalStatus status)
    {
        var plan = (await _desk.PreviewAsync()).Value().Plan;
        return _desk.Put(status, p => p with { Plan = plan, PlanHash = plan.Hash() });
    }

    [Fact]
    public async Task Preview_KnownTarget_AnswersThePlanOfTheProposalAndStoresNothing()
    {
        var preview = (await _desk.PreviewAsync()).Value();

        Assert.Equal((0, 0), (_desk.Store.Writes, _desk.Workflow.Calls.Count));
        _desk.PlayMachine();
        var proposal = (await _desk.ProposeAsync()).Value().Proposal;
        Assert.Equal(proposal.Plan.ToJson().ToJsonString(), preview.Plan.ToJson().ToJsonString());
        Assert.Equal((RiskLevel.Medium, 1, "An approver other than engineer@example.com. Can approve now: lead@example.com, admin@example.com."), (preview.Risk.Level, preview.ApprovalsNeeded, preview.WhoMayDecide));
    }

    [Fact]
    public async Task Preview_WithoutTheRole_IsRefusedAndLooksAtNothing()
    {
        _desk.Instances.Failure = new InvalidOperationException("nobody may look");

        (await _desk.PreviewAsync(by: Users.Asserted(Users.Viewer))).Refusal(ErrorCode.RoleRequired);
    }

    [Fact]
    public async Task Preview_WhatTheGuardrailsRefuse_IsRefusedAlready()
    {
        _desk.Instances.Put(Instances.Web.WithoutTag("OpsAgentManaged"));
        (await _desk.PreviewAsync()).Refusal(ErrorCode.TagValidationFailed);

        _desk.Instances.Put(Instances.Web with { State = "stopped" });
        (await _desk.PreviewAsync()).Refusal(ErrorCode.PolicyDenied);

        (await _desk.PreviewAsync(Desk.Reboot("i-00000000"))).Refusal(ErrorCode.ResourceNotFound);
    }

    [Fact]
    public async Task Preview_ATargetWithAnOpenProposal_IsRefusedAsProposingIs()
    {
        _desk.PlayMachine();
        var holder = (await _desk.ProposeAsync()).Value().Proposal.Id;

        var (preview, proposed) = ((await _desk.PreviewAsync()).Refusal(ErrorCode.ResourceBusy), (await _desk.ProposeAsync()).Refusal(ErrorCode.ResourceBusy));

        Assert.Equal(holder.Value, preview.Detail("proposal_id"));
        Assert.Equal(proposed.Message, preview.Message);
    }

    [Fact]
    public async Task Propose_UnknownTarget_IsRefusedAndStoresNothing()
    {
        var refusal = (await _desk.ProposeAsync(Desk.Reboot("i-00000000"))).Refusal(ErrorCode.ResourceNotFound);

        Assert.Contains("i-00000000", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, _desk.Store.Writes);
    }

    [Fact]
    public async Task Propose_TargetCannotBeLookedAt_ThrowsAndStoresNothing()
    {
        _desk.Instances.Failure = new AwsException(ErrorCode.AwsThrottled, "ec2:DescribeInstances", "*", "slow down");

        await Assert.ThrowsAsync<AwsException>(() => _desk.ProposeAsync());
        Assert.Equal(0, _desk.Store.Writes);
    }

    [Fact]
    public async Task Propose_AuditIsDown_ThrowsAndStartsNothing()
    {
        _desk.Store.Audit.IsDown = true;

        await Assert.ThrowsAsync<AuditWriteException>(() => _desk.ProposeAsync());
        Assert.Empty(_desk.Workflow.Calls);
    }

    [Fact]
    public async Task Propose_StateMachineCannotBeReached_KeepsTheProposalForSweep()
    {
        _desk.Workflow.IsUnreachable = true;

        var proposed = (await _desk.ProposeAsync()).Value();

        Assert.Equal(ProposalStatus.Submitted, proposed.Proposal.Status);
        Assert.NotNull(proposed.Token);
        Assert.NotNull(await _desk.Store.FindAsync(proposed.Proposal.Id, Test.Stop));
        Assert.Equal(Moments.After(10), _desk.Time.GetUtcNow());
    }

    [Fact]
    public async Task Propose_ValidationTakesLong_AnswersSubmittedAfterEightSeconds()
    {
        var proposed = (await _desk.ProposeAsync()).Value();

        Assert.Equal(ProposalStatus.Submitted, proposed.Proposal.Status);
        Assert.InRange(_desk.Time.GetUtcNow() - Moments.After(10), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(8.25));
    }

    [Fact]
    public async Task Propose_AGuardrailSaysNo_AnswersTheRejectionWithoutAToken()
    {
        _desk.Workflow.Then = call => _desk.ApplyAsync(call.Proposal.Id, new ProposalCommand.Reject(Situations.Problem));

        var proposed = (await _desk.ProposeAsync()).Value();

        Assert.Equal(ProposalStatus.Rejected, proposed.Proposal.Status);
        Assert.Null(proposed.Token);
    }

    [Fact]
    public async Task Propose_TargetIsHeld_NamesTheHolder()
    {
        var first = (await _desk.ProposeAsync()).Value();

        var refusal = (await _desk.ProposeAsync(by: Users.Asserted(Users.Lead))).Refusal(ErrorCode.ResourceBusy);

        Assert.Equal((first.Proposal.Id.Value, Instances.Web.Arn), (refusal.Detail("proposal_id"), refusal.Detail("resource")));
        Assert.Contains("i-0a1b2c3d4e5f60001 (web-1)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Propose_AnotherTarget_IsNotHeldUp()
    {
        await _desk.ProposeAsync();

        Assert.Equal("i-0a1b2c3d4e5f60002", (await _desk.ProposeAsync(Desk.Reboot("i-0a1b2c3d4e5f60002"))).Value().Proposal.Plan.Target.Id);
    }

    [Fact]
    public async Task Propose_SameKeyAgain_AnswersTheSameProposalWithANewTokenAndEndsTheOldOne()
    {
        _desk.PlayMachine();
        var first = (await _desk.ProposeAsync(key: "k1")).Value();

        var second = (await _desk.ProposeAsync(key: "k1")).Value();

        Assert.Equal(first.Proposal.Id, second.Proposal.Id);
        Assert.Null(await _desk.Store.FindByTokenAsync(first.Token!.Hash(), Test.Stop));
        Assert.Equal(first.Proposal.Id, (await _desk.Store.FindByTokenAsync(second.Token!.Hash(), Test.Stop))?.Id);
    }

    [Fact]
    public async Task Propose_SameKeyBeforeTheMachineWasReached_StartsItAgain()
    {
        _desk.Workflow.IsUnreachable = true;
        await _desk.ProposeAsync(key: "k1");
        _desk.Workflow.IsUnreachable = false;
        _desk.PlayMachine();

        Assert.Equal(ProposalStatus.Pending, (await _desk.ProposeAsync(key: "k1")).Value().Proposal.Status);
        Assert.Equal(["Start", "Start"], _desk.Workflow.Methods());
    }

    [Theory]
    [InlineData("i-0a1b2c3d4e5f60002", "The application hangs since 08:50.")]
    [InlineData("i-0a1b2c3d4e5f60001", "Another reason altogether.")]
    public async Task Propose_SameKeyWithOtherParameters_IsRefusedAndRotatesNothing(string instance, string reason)
    {
        _desk.PlayMachine();
        var first = (await _desk.ProposeAsync(key: "k1")).Value();

        var refusal = (await _desk.ProposeAsync(Desk.Reboot(instance, reason), "k1")).Refusal(ErrorCode.ValidationError);

        Assert.Equal(("Idempotency-Key", first.Proposal.Id.Value), (refusal.Detail("field"), refusal.Detail("proposal_id")));
        Assert.NotNull(await _desk.Store.FindByTokenAsync(first.Token!.Hash(), Test.Stop));
    }

    [Fact]
    public async Task Propose_SameKeyForAnotherOperation_IsRefused()
    {
        _desk.PlayMachine();
        await _desk.ProposeAsync(key: "k1");

        (await _desk.ProposeAsync(key: "k1", operation: new RenamedWrite("restart_ec2", new RebootEc2()))).Refusal(ErrorCode.ValidationError);
    }

    [Fact]
    public async Task Propose_SameKeyAfterTheDecision_AnswersTheProposalWithoutAToken()
    {
        _desk.PlayMachine();
        var first = (await _desk.ProposeAsync(key: "k1")).Value();
        await _desk.DenyAsync(new ProposalReference.ByToken(first.Token!), Users.Verified(Users.Lead));

        var again = (await _desk.ProposeAsync(key: "k1")).Value();

        Assert.Equal((first.Proposal.Id, ProposalStatus.Denied), (again.Proposal.Id, again.Proposal.Status));
        Assert.Null(again.Token);
    }

    [Fact]
    public async Task Propose_SameKeyAfterTheTargetVanished_AnswersTheFirstProposal()
    {
        _desk.PlayMachine();
        var first = (await _desk.ProposeAsync(key: "k1")).Value();
        _desk.Instances.Remove(Instances.WebId);

        var again = (await _desk.ProposeAsync(key: "k1")).Value();

        Assert.Equal(first.Proposal.Id, again.Proposal.Id);
        Assert.NotNull(again.Token);
    }

    [Fact]
    public async Task Propose_SameKeyWhileAwsIsDown_AnswersTheFirstAndRefusesAnotherRequest()
    {
        _desk.PlayMachine();
        var first = (await _desk.ProposeAsync(key: "k1")).Value();
        _desk.Instances.Failure = new AwsException(ErrorCode.AwsServiceError, "ec2:DescribeInstances", Instances.WebId, "AWS said no.");

        Assert.Equal(first.Proposal.Id, (await _desk.ProposeAsync(key: "k1")).Value().Proposal.Id);
        (await _desk.ProposeAsync(Desk.Reboot(reason: "Another reason altogether."), "k1")).Refusal(ErrorCode.ValidationError);
        await Assert.ThrowsAsync<AwsException>(() => _desk.ProposeAsync(key: "k2"));
    }

    [Fact]
    public async Task Propose_SameKeyByOneWhoMayNoLongerPropose_IsRefused()
    {
        _desk.PlayMachine();
        await _desk.ProposeAsync(key: "k1");
        var request = Users.Request(Users.Asserted(Users.Engineer)) with { Caller = new Caller(Users.Asserted(Users.Engineer), Roles.Diagnose) };

        (await _desk.Proposer.ProposeAsync(new RebootEc2(), Desk.Reboot(), "k1", null, request, Test.Stop)).Refusal(ErrorCode.RoleRequired);
    }

    [Fact]
    public async Task Propose_SameKeyOfAnotherUser_IsAnotherRequest()
    {
        _desk.PlayMachine();
        var first = (await _desk.ProposeAsync(key: "k1")).Value();

        var other = (await _desk.ProposeAsync(Desk.Reboot("i-0a1b2c3d4e5f60002"), "k1", Users.Asserted(Users.Lead))).Value();

        Assert.NotEqual(first.Proposal.Id, other.Proposal.Id);
    }
}
