using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

public sealed class DecisionRightsTests
{
    /// <summary>For every proposal, caller, mode and option: what is allowed here the Decider takes, what is refused here it refuses in the same words.</summary>
    [Property(Arbitrary = [typeof(Questions)], MaxTest = 3000)]
    public async Task Rights_OfAnyCallerOnAnyProposal_AreWhatTheDeciderThenDoes(Question question)
    {
        var byToken = new ProposalReference.ByToken(Proposals.Token(1));
        foreach (var decision in Enum.GetValues<Kind>())
        {
            var desk = question.Desk();
            var (proposal, rights) = question.On(desk);

            // A chat service's button names the proposal, and no token is typed there.
            var isSigned = question.By.Source is RequestSource.Slack or RequestSource.Teams;
            var outcome = await DecideAsync(desk, decision, decision is Kind.Adopt or Kind.BreakGlass || isSigned ? ById(proposal) : byToken, question);

            if (isSigned && decision is not Kind.BreakGlass && !DecisionRights.MayDecideById(question.By, question.Options))
            {
                Assert.True(!outcome.Succeeded(out var decided, out _) || decision is Kind.Adopt or Kind.Withdraw);
                continue;
            }

            if (decision is Kind.Adopt && question.By.Identity is IdentityKind.Asserted)
            {
                // By id, which takes more than a name; in LOCAL_MOCK a name is enough, and there is nothing to adopt.
                Assert.True(!outcome.Succeeded(out var adopted, out _) || adopted.Version == proposal.Version);
                Assert.DoesNotContain("adopt", rights.Decisions);
                continue;
            }

            Assert.Equal(decision is not Kind.Approve ? Refused(rights, decision)?.Code : CompletesOwn(proposal, rights, question) ? null : rights.Approve?.Code, CodeOf(outcome));
            if (!outcome.Succeeded(out var after, out var refusal))
            {
                Assert.Equal(Refused(rights, decision)!.Message, refusal.Message);
                Assert.DoesNotContain(NameOf(decision), rights.Decisions);
            }
            else
            {
                Assert.Equal(rights.Decisions.Contains(NameOf(decision)), after.Version > proposal.Version);
            }
        }
    }

    /// <summary>By id and plan hash the same, but for those who have to give the token.</summary>
    [Property(Arbitrary = [typeof(Questions)], MaxTest = 1000)]
    public async Task Rights_ByTheProposalsId_AreTheSameForWhoeverMayDecideById(Question question)
    {
        foreach (var decision in Enum.GetValues<Kind>())
        {
            var desk = question.Desk();
            var (proposal, rights) = question.On(desk);

            var outcome = await DecideAsync(desk, decision, ById(proposal), question);

            if (DecisionRights.MayDecideById(question.By, question.Options) || decision is Kind.BreakGlass || (decision is Kind.Withdraw or Kind.Adopt && question.By.Identity is IdentityKind.Verified))
            {
                Assert.Equal(rights.Decisions.Contains(NameOf(decision)), outcome.Succeeded(out var after, out _) && after.Version > proposal.Version);
            }
            else
            {
                Assert.False(outcome.Succeeded(out _, out _));
            }
        }
    }

    [Theory]
    [InlineData(1, false, "An approver other than engineer@example.com. Can approve now: lead@example.com, admin@example.com.")]
    [InlineData(1, true, "An approver other than engineer@example.com; engineer@example.com too, in person at the console or in a signed channel. Can approve now: engineer@example.com, lead@example.com, admin@example.com.")]
    [InlineData(2, false, "2 approvers other than engineer@example.com. Can approve now: lead@example.com, admin@example.com.")]
    [InlineData(3, false, "Too few people: it takes 3 approvers and 2 may approve. An administrator adds one. Can approve now: lead@example.com, admin@example.com.")]
    [InlineData(3, true, "3 approvers, of whom engineer@example.com may be one, in person at the console or in a signed channel. Can approve now: engineer@example.com, lead@example.com, admin@example.com.")]
    public void WhoMayDecide_APendingProposal_IsSaidAsItWasAssessed(int needed, bool selfApproval, string sentence)
    {
        var proposal = Proposals.In(ProposalStatus.Pending).WithQuorum(needed, selfApproval);

        // What the policy says today changes nothing for a proposal that was assessed before.
        Assert.All(
            new RiskLevel?[] { null, RiskLevel.High },
            now => Assert.Equal(sentence, RightsOn(proposal, Users.Asserted(Users.Lead), Options() with { RiskPolicy = new RiskPolicy { SelfApprovalUpTo = now } }).WhoMayDecide));
    }

    [Fact]
    public void WhoMayDecide_ARequesterWhoIsNoApprover_IsNotNamedAsOne() => Assert.Equal(
        "An approver other than engineer@example.com. Can approve now: lead@example.com.",
        RightsOn(Proposals.In(ProposalStatus.Pending).WithQuorum(1, selfApproval: true), Users.Asserted(Users.Lead), Options(), "lead@example.com").WhoMayDecide);

    [Fact]
    public void WhoMayDecide_WithoutAnotherApprover_IsNobody() => Assert.Equal(
        "Nobody: there is no approver other than engineer@example.com. An administrator adds one.",
        RightsOn(Proposals.In(ProposalStatus.Pending), Users.Asserted(Users.Lead), Options(), "engineer@example.com").WhoMayDecide);

    [Theory]
    [InlineData(false, "An approver other than engineer@example.com, with a verified identity. Can approve now: lead@example.com, admin@example.com.")]
    [InlineData(true, "An approver other than engineer@example.com. Can approve now: lead@example.com, admin@example.com.")]
    public void WhoMayDecide_WhereWritesAreReal_AsksForAVerifiedIdentity(bool allowAsserted, string sentence) => Assert.Equal(
        sentence, RightsOn(Proposals.In(ProposalStatus.Pending), Users.Asserted(Users.Lead), Options(ExecutionMode.SandboxLive, allowAsserted)).WhoMayDecide);

    [Fact]
    public void WhoMayDecide_AProposalThatNobodyIsAskedAbout_IsNull() => Assert.All(
        Enum.GetValues<ProposalStatus>().Where(s => s is not ProposalStatus.Pending),
        status => Assert.Null(RightsOn(Proposals.In(status), Users.Asserted(Users.Lead), Options()).WhoMayDecide));

    [Fact]
    public void WhyNot_ForEachReason_SaysIt()
    {
        var pending = Proposals.In(ProposalStatus.Pending);
        var halfway = pending.WithQuorum(2, selfApproval: false) with { Approvals = [new Approval(Users.Asserted(Users.Lead), Moments.After(5))] };

        Assert.Null(RightsOn(pending, Users.Asserted(Users.Lead), Options()).WhyNot);
        Assert.Equal("You proposed this change, so another person approves it.", RightsOn(pending, Users.Asserted(Users.Engineer), Options()).WhyNot);
        Assert.Equal("You are not an approver.", RightsOn(pending, Users.Asserted(Users.Viewer), Options()).WhyNot);
        Assert.Equal("You have approved; it waits for another person.", RightsOn(halfway, Users.Asserted(Users.Lead), Options()).WhyNot);
        Assert.Contains("verified identity", RightsOn(pending, Users.Asserted(Users.Lead), Options(ExecutionMode.SandboxLive)).WhyNot, StringComparison.Ordinal);
        Assert.Null(RightsOn(Proposals.In(ProposalStatus.Denied), Users.Asserted(Users.Viewer), Options()).WhyNot);
    }

    private static AgentOptions Options(ExecutionMode mode = ExecutionMode.LocalMock, bool allowAsserted = false) =>
        new() { Mode = mode, Environment = "production", TagPolicy = TagPolicy.Standard("production"), AllowAssertedDecisions = allowAsserted };

    private static DecisionRights RightsOn(Proposal proposal, Person by, AgentOptions options, string? approvers = null) =>
        new(proposal, new Caller(by, Users.RolesOf(by.UserId)) { Authority = Users.AuthorityOf(Users.Settings.ToDictionary(s => s.Key, s => s.Key == ParameterNames.Approvers ? approvers ?? s.Value : s.Value)) }, options, Moments.After(10));

    private static Task<Outcome<Proposal>> DecideAsync(Desk desk, Kind decision, ProposalReference reference, Question question) => decision switch
    {
        Kind.Approve => desk.ApproveAsync(reference, question.By, question.Client),
        Kind.Deny => desk.DenyAsync(reference, question.By, question.Client),
        Kind.Adopt => desk.AdoptAsync(reference, question.By),
        Kind.BreakGlass => BreakGlassAsync(desk, (ProposalReference.ById)reference, question),
        _ => desk.WithdrawAsync(reference, question.By),
    };

    private static async Task<Outcome<Proposal>> BreakGlassAsync(Desk desk, ProposalReference.ById reference, Question question) =>
        await desk.BreakGlassAsync((await desk.Store.FindAsync(reference.Id, Test.Stop))!, question.By, await desk.IncidentAsync());

    private static Refusal? Refused(DecisionRights rights, Kind decision) =>
        decision switch { Kind.Approve => rights.Approve, Kind.Deny => rights.Deny, Kind.Adopt => rights.Adopt, Kind.BreakGlass => rights.BreakGlass, _ => rights.Withdraw };

    private static ProposalReference.ById ById(Proposal proposal) => new(proposal.Id, proposal.PlanHash.Short);

    private static string NameOf(Kind decision) => decision is Kind.BreakGlass ? "break_glass" : decision.ToString().ToLowerInvariant();

    private static ErrorCode? CodeOf(Outcome<Proposal> outcome) => outcome.Succeeded(out _, out var refusal) ? null : refusal.Code;

    // An approval whose callback may be lost is completed by approving again.
    private static bool CompletesOwn(Proposal proposal, DecisionRights rights, Question question) =>
        rights.Approve is { Code: ErrorCode.AlreadyDecided } && proposal.Status is ProposalStatus.Approved && proposal.ApprovedBy(question.By.UserId, Authority.None);

    private enum Kind
    {
        Approve,
        Deny,
        Withdraw,
        Adopt,
        BreakGlass,
    }

    /// <summary>Somebody looks at a proposal in some deployment, and wants to decide.</summary>
    public sealed record Question(ProposalStatus Status, int Quorum, bool SelfApproval, bool HasApproved, bool IsOver, bool NeedsAdoption, bool IsHighRisk, bool IsAdopted, bool AllowsBreakGlass, Person By, string? Client, ExecutionMode Mode, bool AllowAsserted)
    {
        public AgentOptions Options => DecisionRightsTests.Options(Mode, AllowAsserted) with { DecisionClients = [Approvals.Desk.Plugin], AllowsBreakGlass = AllowsBreakGlass };

        internal Desk Desk()
        {
            var desk = new Desk(Mode, AllowAsserted, allowBreakGlass: AllowsBreakGlass);
            if (IsOver)
            {
                desk.Time.Advance(Proposals.ExpiresAt - desk.Time.GetUtcNow());
            }

            return desk;
        }

        internal (Proposal Proposal, DecisionRights Rights) On(Desk desk)
        {
            var proposal = desk.Put(Status, p => Status is ProposalStatus.Pending
                ? p.WithQuorum(Quorum, SelfApproval) with { NeedsAdoption = NeedsAdoption, Adoption = IsAdopted ? new Approval(Users.Verified(Users.Engineer), Moments.After(5)) : null, Approvals = HasApproved && Quorum > 1 ? [new Approval(By, Moments.After(5))] : [] }
                : p);
            proposal = IsHighRisk && proposal.Risk is { } risk ? desk.Put(Status, _ => proposal with { Risk = risk with { Level = RiskLevel.High } }) : proposal;
            return (proposal, new DecisionRights(proposal, Users.Request(By, Mode, Client).Caller, Options, desk.Time.GetUtcNow()));
        }
    }

    private static class Questions
    {
        public static Arbitrary<Question> Any() => Arb.From(
            from status in Gen.Frequency((3, Gen.Constant(ProposalStatus.Pending)), (2, Gen.Elements(Enum.GetValues<ProposalStatus>())))
            from quorum in Gen.Choose(1, 3)
            from flags in Gen.Elements(false, true).ArrayOf(8)
            from client in Gen.Elements(null, "another-client", Approvals.Desk.Plugin)
            from user in Gen.Elements<UserId>([.. Users.All])
            from identity in Gen.Elements(Enum.GetValues<IdentityKind>())
            from source in Gen.Elements(Enum.GetValues<RequestSource>())
            from mode in Gen.Elements(Enum.GetValues<ExecutionMode>())
            select new Question(status, quorum, flags[0], flags[1], flags[2], flags[4], flags[5], flags[6], flags[7], Users.Person(user, identity, source), identity is IdentityKind.Verified ? client : null, mode, flags[3]));
    }
}
