using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

public sealed class DeciderTests
{
    private static readonly ProposalReference Token = new ProposalReference.ByToken(Proposals.Token(1));
    private readonly Desk _desk = new();

    [Fact]
    public async Task Approve_ByAnother_AnswersTheExecutedProposal()
    {
        _desk.Put(ProposalStatus.Pending);
        _desk.PlayMachine();
        var before = _desk.Time.GetUtcNow();

        var proposal = (await _desk.ApproveAsync(Token, Users.Asserted(Users.Lead))).Value();

        Assert.Equal(before, _desk.Time.GetUtcNow());

        Assert.Equal((ProposalStatus.Executing, ExecutionStatus.Executed), (proposal.Status, proposal.Execution?.Status));
        Assert.Equal(["approval_granted", "action_executed"], await _desk.EventsAsync(proposal.Id));
    }

    [Fact]
    public async Task Approve_ByAnother_WakesTheMachineWithTheStoredApproval()
    {
        _desk.Put(ProposalStatus.Pending);
        ProposalStatus? stored = null;
        _desk.Workflow.Then = async call => stored = (await _desk.Store.FindAsync(call.Proposal.Id, Test.Stop))?.Status;

        await _desk.ApproveAsync(Token, Users.Asserted(Users.Lead));

        Assert.Equal(ProposalStatus.Approved, stored);
        Assert.Equal(Proposals.TaskTokenText, Assert.Single(_desk.Workflow.Calls).Proposal.Wait!.TaskToken.Reveal());
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("deny")]
    [InlineData("withdraw")]
    public async Task Decide_ATokenThatIsReplacedOnTheWay_DecidesNothing(string verb)
    {
        var pending = _desk.Put(ProposalStatus.Pending);
        _desk.Store.BeforeReplace = async _ =>
        {
            _desk.Store.BeforeReplace = null;
            await _desk.ApplyAsync(pending.Id, new ProposalCommand.RotateToken(Proposals.Token(9).Hash()));
        };

        var outcome = verb switch
        {
            "approve" => await _desk.ApproveAsync(Token, Users.Verified(Users.Lead)),
            "deny" => await _desk.DenyAsync(Token, Users.Verified(Users.Lead)),
            _ => await _desk.WithdrawAsync(Token, Users.Asserted(Users.Engineer)),
        };

        outcome.Refusal(ErrorCode.ApprovalTokenInvalid);
        Assert.Equal(ProposalStatus.Pending, (await _desk.Store.FindAsync(pending.Id, Test.Stop))!.Status);
    }

    [Fact]
    public async Task Approve_ByTheRequester_IsRefusedAndStaysPending()
    {
        var pending = _desk.Put(ProposalStatus.Pending);

        (await _desk.ApproveAsync(Token, Users.Verified(Users.Engineer))).Refusal(ErrorCode.SelfApprovalForbidden);

        Assert.Same(pending, await _desk.Store.FindAsync(pending.Id, Test.Stop));
        Assert.Empty(_desk.Workflow.Calls);
    }

    [Fact]
    public async Task Approve_WithoutTheRole_IsRefusedBeforeTheTokenIsLookedUp()
    {
        var refusal = (await _desk.ApproveAsync(Token, Users.Verified(Users.Viewer))).Refusal(ErrorCode.RoleRequired);

        Assert.Equal("approver", refusal.Detail("role"));
    }

    [Fact]
    public async Task Deny_WithoutTheRole_IsRefused()
    {
        _desk.Put(ProposalStatus.Pending);

        Assert.Equal("approver", (await _desk.DenyAsync(Token, Users.Verified(Users.Viewer))).Refusal(ErrorCode.RoleRequired).Detail("role"));
    }

    [Fact]
    public async Task Withdraw_WithoutTheRole_IsRefused()
    {
        _desk.Put(ProposalStatus.Pending);

        Assert.Equal("operator", (await _desk.WithdrawAsync(Token, Users.Verified(Users.Viewer))).Refusal(ErrorCode.RoleRequired).Detail("role"));
    }

    [Fact]
    public async Task Approve_ForgedToken_IsRefused()
    {
        _desk.Put(ProposalStatus.Pending);

        (await _desk.ApproveAsync(new ProposalReference.ByToken(Proposals.Token(2)), Users.Verified(Users.Lead))).Refusal(ErrorCode.ApprovalTokenInvalid);
    }

    [Fact]
    public async Task Approve_RotatedToken_IsRefusedAndTheNewOneApproves()
    {
        var pending = _desk.Put(ProposalStatus.Pending);
        await _desk.ApplyAsync(pending.Id, new ProposalCommand.RotateToken(Proposals.Token(2).Hash()));

        (await _desk.ApproveAsync(Token, Users.Verified(Users.Lead))).Refusal(ErrorCode.ApprovalTokenInvalid);
        Assert.Equal(ProposalStatus.Approved, (await _desk.ApproveAsync(new ProposalReference.ByToken(Proposals.Token(2)), Users.Verified(Users.Lead))).Value().Status);
    }

    [Fact]
    public async Task Approve_UnknownId_IsRefusedByItsId()
    {
        var id = Proposals.New(9).Id;

        Assert.Contains(id.Value, (await _desk.ApproveAsync(new ProposalReference.ById(id, "00000000"), Users.Verified(Users.Lead))).Refusal(ErrorCode.ResourceNotFound).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approve_ByIdWithAnotherPlanHash_IsRefused()
    {
        var pending = _desk.Put(ProposalStatus.Pending);

        (await _desk.ApproveAsync(new ProposalReference.ById(pending.Id, "00000000"), Users.Verified(Users.Lead))).Refusal(ErrorCode.PlanChanged);
        Assert.Equal(ProposalStatus.Approved, (await _desk.ApproveAsync(ById(pending), Users.Verified(Users.Lead))).Value().Status);
    }

    [Theory]
    [InlineData(ExecutionMode.LocalMock, false, IdentityKind.Asserted, true, true)]
    [InlineData(ExecutionMode.LocalMock, false, IdentityKind.Verified, true, true)]
    [InlineData(ExecutionMode.DryRun, false, IdentityKind.Asserted, true, false)]
    [InlineData(ExecutionMode.DryRun, false, IdentityKind.Verified, true, true)]
    [InlineData(ExecutionMode.SandboxLive, false, IdentityKind.Asserted, false, false)]
    [InlineData(ExecutionMode.SandboxLive, false, IdentityKind.Verified, true, true)]
    [InlineData(ExecutionMode.SandboxLive, true, IdentityKind.Asserted, true, false)]
    [InlineData(ExecutionMode.SandboxLive, true, IdentityKind.Verified, true, true)]
    public async Task ApproveAndDeny_InEveryMode_TakeTheIdentityThatTheModeAsksFor(
        ExecutionMode mode, bool allowAsserted, IdentityKind identity, bool byToken, bool byId)
    {
        var lead = Users.Person(Users.Lead, identity, RequestSource.Console);
        foreach (var deny in new[] { false, true })
        {
            foreach (var (named, allowed) in new[] { (false, byToken), (true, byId) })
            {
                var here = new Desk(mode, allowAsserted);
                var reference = named ? ById(here.Put(ProposalStatus.Pending)) : Token;
                here.Put(ProposalStatus.Pending);

                var outcome = deny ? await here.DenyAsync(reference, lead) : await here.ApproveAsync(reference, lead);

                if (allowed)
                {
                    Assert.Equal(deny ? ProposalStatus.Denied : ProposalStatus.Approved, outcome.Value().Status);
                }
                else
                {
                    outcome.Refusal(ErrorCode.VerifiedIdentityRequired);
                    Assert.Equal(0, here.Store.Writes);
                }
            }
        }
    }

    [Theory]
    [InlineData(ExecutionMode.LocalMock, IdentityKind.Asserted, true, true)]
    [InlineData(ExecutionMode.DryRun, IdentityKind.Asserted, true, false)]
    [InlineData(ExecutionMode.SandboxLive, IdentityKind.Asserted, true, false)]
    [InlineData(ExecutionMode.SandboxLive, IdentityKind.Verified, true, true)]
    public async Task Withdraw_InEveryMode_TakesTheTokenOrAVerifiedIdentity(ExecutionMode mode, IdentityKind identity, bool byToken, bool byId)
    {
        var engineer = new Person(Users.Engineer, identity, RequestSource.Api);
        foreach (var (named, allowed) in new[] { (false, byToken), (true, byId) })
        {
            var here = new Desk(mode);
            var pending = here.Put(ProposalStatus.Pending);

            var outcome = await here.WithdrawAsync(named ? ById(pending) : Token, engineer);

            Assert.Equal(allowed, outcome.Succeeded(out _, out var refusal));
            Assert.Equal(allowed ? null : ErrorCode.VerifiedIdentityRequired, refusal?.Code);
        }
    }

    [Theory]
    [InlineData(RequestSource.Mcp)]
    [InlineData(RequestSource.Workflow)]
    [InlineData(RequestSource.Reconciler)]
    public async Task Decide_ByADoorThatNoPersonComesBy_IsRefusedInEveryMode(RequestSource source)
    {
        foreach (var mode in Enum.GetValues<ExecutionMode>())
        {
            var here = new Desk(mode, allowAsserted: true);
            var reference = ById(here.Put(ProposalStatus.Pending));
            foreach (var identity in Enum.GetValues<IdentityKind>())
            {
                foreach (var named in new[] { reference, Token })
                {
                    (await here.ApproveAsync(named, Users.Person(Users.Lead, identity, source))).Refusal(ErrorCode.VerifiedIdentityRequired);
                    (await here.DenyAsync(named, Users.Person(Users.Lead, identity, source))).Refusal(ErrorCode.VerifiedIdentityRequired);
                }
            }

            Assert.Equal(0, here.Store.Writes);
        }
    }

    [Fact]
    public async Task Approve_CallbackIsLost_KeepsTheApproval()
    {
        var pending = _desk.Put(ProposalStatus.Pending);
        _desk.Workflow.IsUnreachable = true;

        var proposal = (await _desk.ApproveAsync(Token, Users.Verified(Users.Lead))).Value();

        Assert.Equal(ProposalStatus.Approved, proposal.Status);
        Assert.Equal(ProposalStatus.Approved, (await _desk.Store.FindAsync(pending.Id, Test.Stop))!.Status);
    }

    [Fact]
    public async Task Approve_AgainAfterALostCallback_CompletesTheApprovalWithoutASecondOne()
    {
        _desk.Put(ProposalStatus.Pending);
        _desk.Workflow.IsUnreachable = true;
        await _desk.ApproveAsync(Token, Users.Verified(Users.Lead));
        _desk.Workflow.IsUnreachable = false;
        _desk.PlayMachine();

        var proposal = (await _desk.ApproveAsync(Token, Users.Verified(Users.Lead))).Value();

        Assert.Equal(ExecutionStatus.Executed, proposal.Execution?.Status);
        Assert.Single(proposal.Approvals);
        Assert.Equal(["approval_granted", "action_executed"], await _desk.EventsAsync(proposal.Id));
    }

    [Fact]
    public async Task Approve_AgainAfterALostCallbackWithAnotherPlanHash_IsRefused()
    {
        var pending = _desk.Put(ProposalStatus.Pending);
        _desk.Workflow.IsUnreachable = true;
        await _desk.ApproveAsync(ById(pending), Users.Verified(Users.Lead));
        _desk.Workflow.IsUnreachable = false;

        (await _desk.ApproveAsync(new ProposalReference.ById(pending.Id, "00000000"), Users.Verified(Users.Lead))).Refusal(ErrorCode.PlanChanged);
        Assert.Equal(["Resume"], _desk.Workflow.Methods());
    }

    [Fact]
    public async Task Approve_AgainByAnotherAfterALostCallback_IsRefused()
    {
        _desk.Put(ProposalStatus.Pending);
        _desk.Workflow.IsUnreachable = true;
        await _desk.ApproveAsync(Token, Users.Verified(Users.Lead));

        (await _desk.ApproveAsync(Token, Users.Verified(Users.Admin))).Refusal(ErrorCode.AlreadyDecided);
    }

    [Fact]
    public async Task Approve_AgainAfterItWasExecuted_IsRefused()
    {
        _desk.Put(ProposalStatus.Pending);
        _desk.PlayMachine();
        await _desk.ApproveAsync(Token, Users.Verified(Users.Lead));

        (await _desk.ApproveAsync(Token, Users.Verified(Users.Lead))).Refusal(ErrorCode.AlreadyDecided);
    }

    [Fact]
    public async Task Approve_ExecutionTakesLong_AnswersAfterTwentySeconds()
    {
        _desk.Put(ProposalStatus.Pending);

        Assert.Null((await _desk.ApproveAsync(Token, Users.Verified(Users.Lead))).Value().Execution);
        Assert.InRange(_desk.Time.GetUtcNow() - Moments.After(10), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20.25));
    }

    [Theory]
    [InlineData(RequestSource.Slack)]
    [InlineData(RequestSource.Teams)]
    public async Task Approve_ByAChatService_WakesTheMachineAndWaitsForNothing(RequestSource source)
    {
        var proposal = _desk.Put(ProposalStatus.Pending);

        var approved = (await _desk.ApproveAsync(new ProposalReference.ById(proposal.Id, proposal.PlanHash.Short), Users.Verified(Users.Lead, source))).Value();

        Assert.Equal(ProposalStatus.Approved, approved.Status);
        Assert.Equal(["Resume"], _desk.Workflow.Methods());
        Assert.Equal(Moments.After(10), _desk.Time.GetUtcNow());
    }

    [Fact]
    public async Task Approve_RejectedAtDispatch_AnswersTheRejection()
    {
        _desk.Put(ProposalStatus.Pending);
        _desk.Workflow.Then = call => _desk.ApplyAsync(call.Proposal.Id, new ProposalCommand.Reject(Situations.Problem, ProposalStatus.Approved));

        Assert.Equal(ProposalStatus.Rejected, (await _desk.ApproveAsync(Token, Users.Verified(Users.Lead))).Value().Status);
    }

    [Fact]
    public async Task Approve_FirstOfTwo_AnswersAtOnceAndWakesNobody()
    {
        _desk.Put(ProposalStatus.Pending, p => p.WithQuorum(2));

        var counted = (await _desk.ApproveAsync(Token, Users.Verified(Users.Lead))).Value();
        var again = (await _desk.ApproveAsync(new ProposalReference.ById(counted.Id, counted.PlanHash.Short), Users.Verified(Users.Lead, RequestSource.Slack))).Value();

        Assert.Equal((ProposalStatus.Pending, 1), (counted.Status, counted.Approvals.Length));
        Assert.Same(counted, again);
        Assert.Empty(_desk.Workflow.Calls);
        Assert.Equal(Moments.After(10), _desk.Time.GetUtcNow());
    }

    [Fact]
    public async Task Approve_SecondOfTwo_WakesTheMachine()
    {
        _desk.Put(ProposalStatus.Pending, p => p.WithQuorum(2));
        _desk.PlayMachine();
        await _desk.ApproveAsync(Token, Users.Verified(Users.Lead));

        Assert.Equal(ExecutionStatus.Executed, (await _desk.ApproveAsync(Token, Users.Verified(Users.Admin))).Value().Execution?.Status);
        Assert.Equal(["Resume"], _desk.Workflow.Methods());
    }

    [Fact]
    public async Task Approve_WindowIsOver_IsRefused()
    {
        _desk.Put(ProposalStatus.Pending);
        _desk.Time.Advance(Proposals.ExpiresAt - _desk.Time.GetUtcNow());

        (await _desk.ApproveAsync(Token, Users.Verified(Users.Lead))).Refusal(ErrorCode.ApprovalExpired);
    }

    [Fact]
    public async Task Deny_ByAnApprover_EndsItWithTheReasonAndWakesTheMachine()
    {
        _desk.Put(ProposalStatus.Pending);

        var denied = (await _desk.DenyAsync(Token, Users.Verified(Users.Lead))).Value();

        Assert.Equal((ProposalStatus.Denied, "Not during the release."), (denied.Status, denied.Closure?.Reason));
        Assert.Equal(["Resume"], _desk.Workflow.Methods());
        Assert.Equal(Proposals.TaskTokenText, _desk.Workflow.Calls.Single().Proposal.Wait?.TaskToken.Reveal());
        Assert.Equal(["approval_denied"], await _desk.EventsAsync(denied.Id));
    }

    [Fact]
    public async Task Deny_CallbackIsLost_KeepsTheDenial()
    {
        var pending = _desk.Put(ProposalStatus.Pending);
        _desk.Workflow.IsUnreachable = true;

        Assert.Equal(ProposalStatus.Denied, (await _desk.DenyAsync(Token, Users.Verified(Users.Lead))).Value().Status);
        Assert.Equal(ProposalStatus.Denied, (await _desk.Store.FindAsync(pending.Id, Test.Stop))!.Status);
    }

    [Fact]
    public async Task Withdraw_ByTheRequester_EndsItAndWakesTheMachine()
    {
        _desk.Put(ProposalStatus.Pending);

        Assert.Equal(ProposalStatus.Withdrawn, (await _desk.WithdrawAsync(Token, Users.Asserted(Users.Engineer))).Value().Status);
        Assert.Equal(["Resume"], _desk.Workflow.Methods());
    }

    [Fact]
    public async Task Withdraw_ByAnother_IsRefused()
    {
        _desk.Put(ProposalStatus.Pending);

        (await _desk.WithdrawAsync(Token, Users.Verified(Users.Lead))).Refusal(ErrorCode.RoleRequired);
    }

    [Theory]
    [MemberData(nameof(Decided))]
    public async Task Decide_WithASpentToken_DecidesNothing(ProposalStatus status)
    {
        var proposal = _desk.Put(status);

        foreach (var outcome in new[]
        {
            await _desk.ApproveAsync(Token, Users.Verified(Users.Admin)),
            await _desk.DenyAsync(Token, Users.Verified(Users.Admin)),
            await _desk.WithdrawAsync(Token, Users.Asserted(Users.Engineer)),
        })
        {
            outcome.Refusal(status is ProposalStatus.Expired ? ErrorCode.ApprovalExpired : ErrorCode.AlreadyDecided);
        }

        Assert.Same(proposal, await _desk.Store.FindAsync(proposal.Id, Test.Stop));
        Assert.Empty(_desk.Workflow.Calls);
    }

    public static TheoryData<ProposalStatus> Decided { get; } =
        [.. Enum.GetValues<ProposalStatus>().Where(s => s is not (ProposalStatus.Submitted or ProposalStatus.Pending))];

    private static ProposalReference.ById ById(Proposal proposal) => new(proposal.Id, proposal.PlanHash.Short);
}
