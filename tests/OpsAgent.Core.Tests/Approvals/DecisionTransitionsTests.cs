using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

/// <summary>What the table cannot say: quorum, self-approval, the window's last tick, the words.</summary>
public sealed class DecisionTransitionsTests
{
    private static readonly Proposal Pending = Proposals.In(ProposalStatus.Pending);

    [Fact]
    public void Approve_OneTickBeforeTheWindowCloses_Approves() =>
        Assert.Equal(ProposalStatus.Approved, Applied(Approve(Pending, Users.Verified(Users.Lead), Proposals.ExpiresAt - Moments.Tick)).Proposal.Status);

    [Fact]
    public void Approve_WhenTheWindowCloses_IsRefusedAsExpired() =>
        Assert.Equal(ErrorCode.ApprovalExpired, Refused(Approve(Pending, Users.Verified(Users.Lead), Proposals.ExpiresAt)).Code);

    [Fact]
    public void Deny_OneTickBeforeTheWindowCloses_Denies() =>
        Assert.Equal(
            ProposalStatus.Denied,
            ProposalTransitions.Apply(Pending, new ProposalCommand.Deny(Users.Verified(Users.Lead), null, "no"), Proposals.ExpiresAt - Moments.Tick).Proposal.Status);

    [Fact]
    public void Deny_WhenTheWindowCloses_IsRefusedAsExpired() =>
        Assert.Equal(
            ErrorCode.ApprovalExpired,
            Refused(ProposalTransitions.Apply(Pending, new ProposalCommand.Deny(Users.Verified(Users.Lead), null, "no"), Proposals.ExpiresAt)).Code);

    [Fact]
    public void Withdraw_WhenTheWindowCloses_IsRefusedAsExpired() =>
        Assert.Equal(
            ErrorCode.ApprovalExpired,
            Refused(ProposalTransitions.Apply(Pending, new ProposalCommand.Withdraw(Users.Asserted(Users.Engineer), null, "no", null, Authority.None), Proposals.ExpiresAt)).Code);

    [Fact]
    public void ApprovalsNeeded_NotAssessedYet_IsOneAndThenWhatTheRiskSays() =>
        Assert.Equal((1, 1, 3), (Proposals.New().ApprovalsNeeded, Pending.ApprovalsNeeded, Pending.WithQuorum(3).ApprovalsNeeded));

    [Fact]
    public void Approve_QuorumOfTwo_CountsTheFirstAndApprovesWithTheSecondPerson()
    {
        var first = Applied(Approve(Pending.WithQuorum(2), Users.Verified(Users.Lead)));
        var second = Applied(Approve(first.Proposal, Users.Asserted(Users.Admin)));

        Assert.Equal((ProposalStatus.Pending, "counted"), (first.Proposal.Status, Entry(first).Outcome));
        Assert.Equal((ProposalStatus.Approved, "approved"), (second.Proposal.Status, Entry(second).Outcome));
        Assert.Equal([Users.Lead, Users.Admin], second.Proposal.Approvals.Select(a => a.By.UserId));
    }

    [Theory]
    [InlineData(IdentityKind.Verified, RequestSource.Slack)]
    [InlineData(IdentityKind.Verified, RequestSource.Teams)]
    [InlineData(IdentityKind.Asserted, RequestSource.Api)]
    public void Approve_SamePersonByAnotherDoor_CountsOnce(IdentityKind identity, RequestSource source)
    {
        var first = Approve(Pending.WithQuorum(2), Users.Verified(Users.Lead));

        var again = Approve(first.Proposal, new Person(Users.Lead, identity, source));

        Assert.Same(first.Proposal, Assert.IsType<Transition.NoEffect>(again).Proposal);
    }

    [Theory]
    [InlineData(IdentityKind.Verified, RequestSource.Console, true)]
    [InlineData(IdentityKind.Verified, RequestSource.Slack, true)]
    [InlineData(IdentityKind.Verified, RequestSource.Teams, true)]
    [InlineData(IdentityKind.Verified, RequestSource.Api, false)]
    [InlineData(IdentityKind.Verified, RequestSource.Mcp, false)]
    [InlineData(IdentityKind.Verified, RequestSource.Workflow, false)]
    [InlineData(IdentityKind.Asserted, RequestSource.Console, false)]
    [InlineData(IdentityKind.Asserted, RequestSource.Slack, false)]
    [InlineData(IdentityKind.Asserted, RequestSource.Api, false)]
    public void Approve_RequesterWhereThePolicyAllowsIt_TakesActingInPerson(IdentityKind identity, RequestSource source, bool approves)
    {
        var transition = Approve(Pending.WithQuorum(1, selfApproval: true), Users.Person(Users.Engineer, identity, source));

        Assert.Equal(approves, transition is Transition.Applied { Proposal.Status: ProposalStatus.Approved });
        if (!approves)
        {
            Assert.Equal(ErrorCode.SelfApprovalForbidden, Refused(transition).Code);
        }
    }

    [Fact]
    public void Approve_RequesterWhereThePolicyAllowsItAndTwoAreNeeded_CountsAsOne()
    {
        var own = Applied(Approve(Pending.WithQuorum(2, selfApproval: true), Users.Verified(Users.Engineer)));

        Assert.Equal(ProposalStatus.Pending, own.Proposal.Status);
        Assert.Equal(ProposalStatus.Approved, Applied(Approve(own.Proposal, Users.Verified(Users.Lead))).Proposal.Status);
    }

    [Fact]
    public void Approve_ByTheRequester_SaysWhoMayAndUntilWhen()
    {
        var refusal = Refused(Approve(Pending, Users.Verified(Users.Engineer)));

        Assert.Contains("engineer@example.com", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("2026-03-14T09:14:52.000Z", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Approve_PlanIsAnother_ShowsTheHashThatItHas() =>
        Assert.Contains(Pending.PlanHash.Short, Refused(Approve(Pending, Users.Verified(Users.Lead), planHash: "00000000")).Message, StringComparison.Ordinal);

    [Fact]
    public void Approve_AfterADenial_SaysByWhomAndWhen()
    {
        var denied = Proposals.In(ProposalStatus.Denied);

        var refusal = Refused(Approve(denied, Users.Verified(Users.Admin)));

        Assert.Equal(
            $"This proposal is denied by lead@example.com at 2026-03-14T09:00:05.000Z; a decision is made once. See GET /operations/proposals/{denied.Id}.",
            refusal.Message);
        Assert.Equal((denied.Id.Value, "denied"), (refusal.Detail("proposal_id"), refusal.Detail("status")));
    }

    [Fact]
    public void Approve_AfterAnApproval_SaysByWhom() =>
        Assert.Contains(
            "is executing after approval by lead@example.com;",
            Refused(Approve(Proposals.In(ProposalStatus.Executing), Users.Verified(Users.Admin))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Approve_AfterARejection_NamesNobody() =>
        Assert.Contains("This proposal is rejected; ", Refused(Approve(Proposals.In(ProposalStatus.Rejected), Users.Verified(Users.Admin))).Message, StringComparison.Ordinal);

    [Fact]
    public void Approve_TakingEffect_RecordsThePlanThatWasApproved()
    {
        var entry = Entry(Applied(Approve(Pending, Users.Verified(Users.Lead))));

        Assert.Equal((AuditEventType.ApprovalGranted, "approved"), (entry.Type, entry.Outcome));
        Assert.Equal(Pending.PlanHash.Value, entry.Details!.Value.GetProperty("plan_hash").GetString());
        Assert.Equal(1, entry.Details!.Value.GetProperty("approvals").GetInt32());
        Assert.Equal(1, entry.Details!.Value.GetProperty("approvals_needed").GetInt32());
    }

    [Fact]
    public void Deny_TakingEffect_KeepsWhoWhenAndWhy()
    {
        var at = Moments.After(7);
        var denied = Applied(ProposalTransitions.Apply(Pending, new ProposalCommand.Deny(Users.Verified(Users.Lead), null, "Not during the release."), at));

        Assert.Equal(new ProposalClosure(Users.Verified(Users.Lead), at, "Not during the release."), denied.Proposal.Closure);
        Assert.Equal((AuditEventType.ApprovalDenied, "denied"), (Entry(denied).Type, Entry(denied).Outcome));
        Assert.Equal("Not during the release.", Entry(denied).Details!.Value.GetProperty("reason").GetString());
    }

    [Fact]
    public void Close_NobodyDecided_ExpiresInTheNameOfTheWorkflow()
    {
        var expired = Applied(ProposalTransitions.Apply(Pending, new ProposalCommand.Close("Nobody decided in time."), Proposals.ExpiresAt));

        Assert.Equal(Person.Agent(RequestSource.Workflow), expired.Proposal.Closure!.By);
        Assert.Equal(AuditEventType.ApprovalExpired, Entry(expired).Type);
    }

    [Fact]
    public void Await_LateFirstAttempt_NeverOverwritesTheTokenOfALaterOne()
    {
        var waiting = Pending with { Wait = Proposals.Wait with { RetryCount = 1 } };

        Assert.IsType<Transition.NoEffect>(ProposalTransitions.Apply(waiting, new ProposalCommand.Await(Proposals.Wait), Moments.After(3)));
        Assert.IsType<Transition.NoEffect>(ProposalTransitions.Apply(
            waiting, new ProposalCommand.Await(Proposals.Wait with { EnteredAt = Proposals.Wait.EnteredAt - Moments.Tick, RetryCount = 9 }), Moments.After(3)));
    }

    [Fact]
    public void Await_StateEnteredAgain_TakesTheNewTokenAndLengthensNothing()
    {
        var later = new ApprovalWait(new TaskToken("later"), Proposals.Wait.EnteredAt + Moments.Tick, 0, Proposals.ExpiresAt + Moments.Tick);

        Assert.Equal(
            later with { ExpiresAt = Proposals.ExpiresAt }, Applied(ProposalTransitions.Apply(Pending, new ProposalCommand.Await(later), Moments.After(3))).Proposal.Wait);
    }

    [Fact]
    public void Await_FirstTime_RecordsWhatIsAskedOfPeopleAndNoToken()
    {
        var assessed = Situations.All["assessed"];

        var entry = Entry(Applied(ProposalTransitions.Apply(assessed, new ProposalCommand.Await(Proposals.Wait), Moments.After(2))));

        var details = entry.Details!.Value;
        Assert.Equal(AuditEventType.ApprovalRequested, entry.Type);
        Assert.Equal(
            ("medium", 1, assessed.PlanHash.Value, "2026-03-14T09:14:52.000Z"),
            (details.GetProperty("risk_level").GetString(), details.GetProperty("approvals_needed").GetInt32(), details.GetProperty("plan_hash").GetString(), details.GetProperty("expires_at").GetString()));
        Assert.DoesNotContain(Proposals.TaskTokenText, details.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Reject_FromApproved_KeepsTheReasonAndRecordsItsFacts()
    {
        var facts = Test.Json("""{"rule":"instance_state"}""");
        var rejected = Applied(ProposalTransitions.Apply(
            Proposals.In(ProposalStatus.Approved), new ProposalCommand.Reject(new Refusal(ErrorCode.PolicyDenied, "It is stopped.", facts), ProposalStatus.Approved), Moments.After(9)));

        Assert.Equal("It is stopped.", rejected.Proposal.Refusal?.Message);
        Assert.Equal((AuditEventType.GuardrailRejected, "POLICY_DENIED"), (Entry(rejected).Type, Entry(rejected).Outcome));
        Assert.Equal("instance_state", Entry(rejected).Details!.Value.GetProperty("facts").GetProperty("rule").GetString());
    }

    private static Transition Approve(Proposal proposal, Person by, DateTimeOffset? at = null, string? planHash = null) =>
        ProposalTransitions.Apply(proposal, new ProposalCommand.Approve(by, planHash, null, Authority.None), at ?? Moments.After(10));

    private static Transition.Applied Applied(Transition transition) => Assert.IsType<Transition.Applied>(transition);

    private static Refusal Refused(Transition transition) => Assert.IsType<Transition.Refused>(transition).Refusal;

    private static AuditEntry Entry(Transition.Applied applied) => Assert.Single(applied.Entries);
}
