using System.Collections.Immutable;

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

public sealed class EligibleApproversTests
{
    private static readonly AgentOptions Options = new() { Mode = ExecutionMode.LocalMock, Environment = "production", TagPolicy = TagPolicy.Standard("production") };

    [Fact]
    public void People_OfAPendingProposal_AreTheApproversButTheRequesterByAnyAddress() => Assert.Equal(
        ["lead@example.com"],
        PeopleOf(Pending(), approvers: "lead@example.com,eng@other.example", allowed: "lead@example.com,engineer@example.com,eng@other.example", people: "eng@other.example=engineer@example.com"));

    [Fact]
    public void People_OfAPendingProposal_AreNotWhoApprovedByAnotherAddress() => Assert.Equal(
        ["admin@example.com"],
        PeopleOf(
            Approved(Users.Id("boss@other.example")),
            approvers: "lead@example.com,admin@example.com",
            allowed: "lead@example.com,admin@example.com,boss@other.example",
            people: "boss@other.example=lead@example.com"));

    [Fact]
    public void People_WhoLostTheirRoleOrTheirPlace_AreNotShown() => Assert.Equal(
        ["admin@example.com"], PeopleOf(Pending(), approvers: "lead@example.com,admin@example.com", allowed: "admin@example.com,viewer@example.com"));

    [Fact]
    public void People_WhereTheRequesterMayApprove_HaveThemToo() => Assert.Equal(
        ["engineer@example.com", "lead@example.com"], PeopleOf(Pending().WithQuorum(1, selfApproval: true), approvers: "engineer@example.com,lead@example.com"));

    [Theory]
    [InlineData(10, "p01@example.com, p02@example.com, p03@example.com, p04@example.com, p05@example.com, p06@example.com, p07@example.com, p08@example.com, p09@example.com, p10@example.com.")]
    [InlineData(12, "p09@example.com, p10@example.com and 2 more.")]
    public void WhoMayDecide_ManyApprovers_AreNamedUpToTen(int count, string end)
    {
        var names = string.Join(',', Enumerable.Range(1, count).Select(n => $"p{n:00}@example.com"));

        Assert.EndsWith(end, SaidOf(Pending(), names, names), StringComparison.Ordinal);
        Assert.Equal(count, PeopleOf(Pending(), names, names)!.Count);
    }

    [Fact]
    public void WhoMayDecide_WhereEveryAllowedUserApproves_SaysWhoMayNot()
    {
        Assert.Equal("An approver other than engineer@example.com. Can approve now: any allowed user other than engineer@example.com.", SaidOf(Pending(), "*"));
        Assert.EndsWith("Can approve now: any allowed user other than engineer@example.com and lead@example.com.", SaidOf(Approved(Users.Lead), "*"), StringComparison.Ordinal);
        Assert.Null(PeopleOf(Pending(), "*"));
    }

    [Fact]
    public void WhoMayDecide_WhereNobodyElseIsAllowed_IsNobody() => Assert.StartsWith(
        "Nobody: there is no approver other than engineer@example.com.", SaidOf(Pending(), "*", "engineer@example.com"), StringComparison.Ordinal);

    [Fact]
    public void WhoMayDecide_WhereEverybodyHasApproved_SaysNobodyElse() => Assert.EndsWith(
        "Can approve now: nobody else.", SaidOf(Approved(Users.Lead, Users.Admin).WithQuorum(2, selfApproval: false), "lead@example.com,admin@example.com"), StringComparison.Ordinal);

    [Fact]
    public void WhoMayDecide_WithGroups_NamesThemByGroupWithoutThoseWhoAreNoApprovers()
    {
        var proposal = Asking(all: true, ("dba", ["lead@example.com", "viewer@example.com"]), ("sec", ["admin@example.com", "engineer@example.com"]));

        Assert.Equal(
            "2 approvers other than engineer@example.com. Can approve now: lead@example.com, admin@example.com; of dba: lead@example.com; of sec: admin@example.com.",
            SaidOf(proposal, "engineer@example.com,lead@example.com,admin@example.com"));
        Assert.Equal(["dba", "sec"], EligibleOf(proposal).Groups.Keys);
    }

    [Fact]
    public void WhoMayDecide_OnceAGroupHasApproved_NamesTheOtherAlone()
    {
        var proposal = Asking(all: true, ("dba", ["lead@example.com"]), ("sec", ["admin@example.com"])) with { Approvals = [new Approval(Users.Verified(Users.Lead), Moments.After(5))] };

        Assert.EndsWith("Can approve now: admin@example.com; of sec: admin@example.com.", SaidOf(proposal, "lead@example.com,admin@example.com"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lead@example.com,admin@example.com")]
    [InlineData("*")]
    public void WhoMayDecide_AGroupThatNobodyApprovesIn_IsSaid(string approvers)
    {
        var proposal = Asking(all: true, ("dba", ["engineer@example.com", "stranger@example.com"]), ("sec", ["lead@example.com"]));

        Assert.StartsWith("Nobody in dba may approve, and the policy's rule databases asks for it. An administrator adds one.", SaidOf(proposal, approvers), StringComparison.Ordinal);
        Assert.Contains("of dba: nobody", SaidOf(proposal, approvers), StringComparison.Ordinal);
    }

    [Fact]
    public void WhoMayDecide_OneGroupOfSeveralThatHasSomebody_IsEnough() => Assert.StartsWith(
        "An approver other than engineer@example.com. Can approve now: lead@example.com, admin@example.com; of dba: nobody; of sec: lead@example.com.",
        SaidOf(Asking(all: false, ("dba", ["stranger@example.com"]), ("sec", ["lead@example.com"])), "lead@example.com,admin@example.com"),
        StringComparison.Ordinal);

    [Fact]
    public void WhoMayDecide_TwoGroupsOfOnePerson_IsTooFew() => Assert.StartsWith(
        "Too few different people in dba, sec may approve, and the policy's rule databases asks for one of each.",
        SaidOf(Asking(all: true, ("dba", ["lead@example.com"]), ("sec", ["lead@example.com"])), "lead@example.com,admin@example.com"),
        StringComparison.Ordinal);

    /// <summary>Whoever is named may approve as they are asked, and nobody else may whose approval would count.</summary>
    [Property(Arbitrary = [typeof(Situations)], MaxTest = 500)]
    public void People_OfAnyLists_AreThoseWhoseApprovalIsTaken(Situation situation)
    {
        var authority = situation.Authority;
        var named = DecisionRights.Eligible(situation.Proposal, authority).People?.ToHashSet();

        foreach (var person in Users.All)
        {
            var caller = new Caller(Users.Verified(person), authority.RolesOf(person)) { Authority = authority };
            var isNamed = named?.Any(n => authority.IsSamePerson(n, person)) ?? (authority.RolesOf(person).HasFlag(Roles.Approve) && person != Users.Engineer && !situation.Proposal.ApprovedBy(person, authority));

            Assert.Equal(isNamed, new DecisionRights(situation.Proposal, caller, Options, Moments.After(10)).MayApprove);
        }
    }

    private static Proposal Pending() => Proposals.In(ProposalStatus.Pending);

    private static Proposal Approved(params UserId[] by) => Pending().WithQuorum(by.Length + 1, selfApproval: false) with { Approvals = [.. by.Select(b => new Approval(Users.Verified(b), Moments.After(5)))] };

    private static Proposal Asking(bool all, params (string Name, string[] Members)[] groups)
    {
        var requirement = new ApproverRequirement(
            "databases", 1, SelfApproval: false, all, groups.ToImmutableSortedDictionary(g => g.Name, g => g.Members.Select(Users.Id).ToImmutableArray(), StringComparer.Ordinal));
        return Pending() with { Risk = Proposals.Risk with { ApprovalsNeeded = requirement.MinApprovals, Approvers = [requirement] } };
    }

    private static Authority AuthorityOf(string approvers, string? allowed, string people) => Users.AuthorityOf(new Dictionary<string, string>
    {
        [ParameterNames.AllowedUsers] = allowed ?? Users.Settings[ParameterNames.AllowedUsers],
        [ParameterNames.Approvers] = approvers,
        [ParameterNames.People] = people,
    });

    private static EligibleApprovers EligibleOf(Proposal proposal) => DecisionRights.Eligible(proposal, Users.Authority);

    private static List<string>? PeopleOf(Proposal proposal, string approvers, string? allowed = null, string people = "") =>
        DecisionRights.Eligible(proposal, AuthorityOf(approvers, allowed, people)).People?.Select(p => p.Value).ToList();

    private static string SaidOf(Proposal proposal, string approvers, string? allowed = null) =>
        new DecisionRights(proposal, new Caller(Users.Asserted(Users.Viewer), Roles.None) { Authority = AuthorityOf(approvers, allowed, string.Empty) }, Options, Moments.After(10)).WhoMayDecide!;

    public sealed record Situation(Proposal Proposal, Authority Authority);

    private static class Situations
    {
        public static Arbitrary<Situation> Any() => Arb.From(
            from allowed in Gen.SubListOf<UserId>([.. Users.All])
            from approvers in Gen.SubListOf<UserId>([.. Users.All])
            from everyone in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
            from self in Gen.Elements(false, true)
            from approved in Gen.SubListOf<UserId>([Users.Lead, Users.Admin])
            select new Situation(
                Approved([.. approved]).WithQuorum(3, self && !everyone) with { Approvals = [.. approved.Select(b => new Approval(Users.Verified(b), Moments.After(5)))] },
                AuthorityOf(everyone ? "*" : string.Join(',', approvers), string.Join(',', allowed), string.Empty)));
    }
}
