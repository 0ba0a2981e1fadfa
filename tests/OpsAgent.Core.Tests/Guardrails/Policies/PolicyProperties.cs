using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Guardrails.Policies;

public static class PolicyGenerator
{
    private static readonly string[] Groups = ["dba", "freeze", "oncall"];

    public static readonly Gen<PolicyRule> Rules =
        from name in Gen.Choose(0, 49).Select(n => $"rule-{n:d2}")
        from match in Gen.Elements<RuleMatch?>(
            null, null, new RuleMatch(["reboot_ec2"]), new RuleMatch(["scale_ecs_service"]), new RuleMatch(Risk: [RiskLevel.High]),
            new RuleMatch(Tags: ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add("Team", ["web", "pay"])))
        from window in Gen.Elements<ImmutableArray<RuleWindow>?>(null, null, [new RuleWindow("09:00", "12:00", "Europe/Berlin")], [new RuleWindow("22:00", "06:00", "America/New_York", ["fri", "sat"])])
        from kind in Gen.Choose(0, 10)
        from number in Gen.Choose(1, 5)
        from some in Gen.SubListOf(Groups)
        let groups = (some.Count == 0 ? Groups : [.. some]).ToImmutableArray()
        let rule = new PolicyRule { Name = name, Match = match, When = window }
        select kind switch
        {
            0 => rule with { Deny = "Stopped." },
            1 => rule with { Requesters = groups },
            2 => rule with { Approvals = number },
            3 => rule with { OneOf = groups },
            4 => rule with { AllOf = groups, Approvals = number },
            5 => rule with { SelfApproval = false },
            6 => rule with { MaxChange = number, ScaleToZero = false },
            7 => rule with { MaxChangePercent = number * 20 },
            8 => rule with { CooldownMinutes = number * 15 },
            9 => rule with { Budget = new WriteBudget(60, number, number * 10, "Team") },
            _ => rule with { Breaker = new CircuitBreaker(number, 60, 60) },
        };

    public static Arbitrary<WritePolicy> Policies() => Arb.From(
        from count in Gen.Choose(0, 5)
        from rules in Gen.ListOf(Rules, count)
        select Policy(rules));

    public static Arbitrary<PolicyRule> Rule() => Arb.From(Rules);

    public static Arbitrary<PolicyFacts> Facts() => Arb.From(
        from operation in Gen.Elements("reboot_ec2", "scale_ecs_service")
        from team in Gen.Elements("web", "pay", "ops")
        from requester in Gen.Elements(Users.All.ToArray())
        from minutes in Gen.Choose(0, 7 * 1440)
        from risk in Gen.Elements<RiskLevel?>(null, RiskLevel.Low, RiskLevel.Medium, RiskLevel.High)
        from count in Gen.Elements<CountChange?>(null, new CountChange(4, 6, "tasks"), new CountChange(3, 0, "tasks"))
        from ago in Gen.Choose(0, 120)
        from used in Gen.Choose(0, 5)
        from bad in Gen.Choose(0, 4)
        let now = Moments.Start + TimeSpan.FromMinutes(minutes)
        select Samples.Facts(now, operation) with
        {
            Tags = Samples.Tags(("Team", team)),
            Requester = requester,
            Risk = risk,
            Count = count,
            LastChange = now - TimeSpan.FromMinutes(ago),
            Budgets = Enumerable.Range(0, 50).Select(n => $"rule-{n:d2}#{team}")
                .ToImmutableDictionary(k => k, k => new BudgetUse(k, 1, [.. Enumerable.Range(0, used).Select(i => new BudgetedWrite(Id(i), $"web-{i}", now - TimeSpan.FromMinutes(ago)))])),
            Peers = ImmutableDictionary<string, int>.Empty.Add("Team", 10),
            BadOutcomes = [.. Enumerable.Range(0, bad).Select(i => new BadOutcome(Id(i), operation, Samples.Tags(("Team", team)), risk, now - TimeSpan.FromMinutes(ago + i)))],
        });

    public static Arbitrary<RiskAssessment> Risks() => Arb.From(
        from level in Gen.Elements(RiskLevel.Low, RiskLevel.Medium, RiskLevel.High)
        from needed in Gen.Choose(1, 5)
        from self in Gen.Elements(true, false)
        select new RiskAssessment(level, ["CriticalityLevel is high."], needed, self));

    public static WritePolicy Policy(IEnumerable<PolicyRule> rules) => new()
    {
        Format = 1,
        Groups = ImmutableSortedDictionary<string, ImmutableArray<UserId>>.Empty.Add("dba", [Users.Lead]).Add("freeze", [Users.Lead, Users.Admin]).Add("oncall", [Users.Admin, Users.Engineer]),
        Rules = [.. rules.DistinctBy(r => r.Name)],
    };

    public static ProposalId Id(int number) => ProposalId.TryParse($"01kkng00000000000000{number:d6}")!.Value;
}

[Properties(Arbitrary = [typeof(PolicyGenerator)], MaxTest = 500)]
public sealed partial class PolicyProperties
{
    [Property]
    public void Evaluate_ARuleMore_NeverAllowsMore(WritePolicy policy, PolicyRule rule, PolicyFacts facts, RiskAssessment risk)
    {
        var more = PolicyGenerator.Policy([.. policy.Rules, rule]);
        var (without, with) = (Ask(policy, facts), Ask(more, facts));

        Assert.True(without.Denied is null || with.Denied is not null);
        Assert.All(without.Asked, a => Assert.Contains(with.Asked, a.AsksTheSameAs));
        AssertNeverLower(without.Raise(risk), with.Raise(risk));
    }

    [Property]
    public void Evaluate_ADenyMore_DeniesAndNamesARule(WritePolicy policy, PolicyFacts facts)
    {
        var denied = Ask(PolicyGenerator.Policy([.. policy.Rules, new PolicyRule { Name = "zz-stop", Deny = "Stopped." }]), facts).Denied;

        Assert.NotNull(denied);
        Assert.Contains(denied.Detail("rule")!, denied.Message, StringComparison.Ordinal);
        Assert.Contains(policy.Rules.Select(r => r.Name).Append("zz-stop"), n => n == denied.Detail("rule"));
    }

    [Property]
    public void Evaluate_RulesInAnotherOrder_SaysTheSame(WritePolicy policy, PolicyFacts facts, int seed)
    {
        var shuffled = policy with { Rules = [.. policy.Rules.OrderBy(r => HashCode.Combine(r.Name, seed))] };
        var (one, other) = (Ask(policy, facts), Ask(shuffled, facts));

        Assert.Equal(one.Denied?.Message, other.Denied?.Message);
        Assert.Equal(one.Rules, other.Rules);
        Assert.Equal(one.Asked.Select(a => a.Sentence()), other.Asked.Select(a => a.Sentence()));
        Assert.Equal(one.Budgets.Select(b => b.Key), other.Budgets.Select(b => b.Key));
    }

    [Property]
    public void Raise_WhateverIsAsked_NeverLowersAndSaysItOnce(WritePolicy policy, WritePolicy earlier, PolicyFacts facts, RiskAssessment risk)
    {
        var before = Ask(earlier, facts).Raise(risk);
        var raised = Ask(policy, facts).Raise(before);

        AssertNeverLower(risk, before);
        AssertNeverLower(before, raised);
        var again = Ask(policy, facts).Raise(raised);
        Assert.Equal(raised.Reasons, again.Reasons);
        Assert.Equal(raised.Approvers?.Length, again.Approvers?.Length);
    }

    [Property]
    public void Raise_NoGroups_LeavesNoneToMeet(RiskAssessment risk)
    {
        var raised = Ask(PolicyGenerator.Policy([new PolicyRule { Name = "three", Approvals = 3 }]), Samples.Facts()).Raise(risk);

        Assert.Null(raised.Approvers);
        Assert.Equal(Math.Max(3, risk.ApprovalsNeeded), raised.ApprovalsNeeded);
    }

    /// <summary>Groups of one to four of six people, against every way of giving each group one of its own.</summary>
    [Property]
    public void IsMetBy_GroupsThatMustAllBeThere_TakesADifferentPersonForEach(byte[] memberships, byte present)
    {
        UserId[] people = [.. Enumerable.Range(0, 6).Select(i => Users.Id($"p{i}@example.com"))];
        var groups = memberships.Take(4).Select((m, i) => (Name: $"g{i}", Members: people.Where((_, p) => (m >> p & 1) == 1).ToImmutableArray())).ToList();
        var approvers = people.Where((_, p) => (present >> p & 1) == 1).ToList();
        var all = Requirement(all: true, groups);

        Assert.Equal(groups.Count == 0 || CanServe(groups.Select(g => g.Members.Intersect(approvers).ToList()).ToList(), []), all.IsMetBy(approvers, Authority.None));
        Assert.Equal(groups.Count == 0 || groups.Exists(g => g.Members.Intersect(approvers).Any()), Requirement(all: false, groups).IsMetBy(approvers, Authority.None));
    }

    [Fact]
    public void IsMetBy_OnePersonOfTwoAddresses_IsOne()
    {
        var authority = Users.AuthorityOf(Users.Settings.Append(KeyValuePair.Create("/opsagent/people/1", "lead2@example.com=lead@example.com")));
        var both = Requirement(all: true, [("a", [Users.Lead]), ("b", [Users.Id("lead2@example.com")])]);

        Assert.False(both.IsMetBy([Users.Lead, Users.Id("lead2@example.com")], authority));
        Assert.True(Requirement(all: false, [("b", [Users.Id("lead2@example.com")])]).IsMetBy([Users.Lead], authority));
    }

    [Fact]
    public void IsMetBy_EightGroupsOfManyPeopleOfWhichOneHasNobody_IsAnsweredAtOnce()
    {
        ImmutableArray<UserId> many = [.. Enumerable.Range(0, 40).Select(i => Users.Id($"p{i}@example.com"))];
        var groups = Enumerable.Range(0, 7).Select(i => ($"g{i}", many)).Append(("h", [Users.Admin]));

        Assert.False(Requirement(all: true, groups).IsMetBy(many, Authority.None));
    }

    /// <summary>Only what is allowed is done: then no window of the budget's length, wherever it begins, holds more, and nothing is refused for which there is room.</summary>
    [Property(MaxTest = 300)]
    public void Evaluate_OnlyAllowedChangesAreMade_NoWindowExceedsTheBudget(byte[] gaps, byte[] targets, byte writes, byte percent, byte peers)
    {
        var budget = new WriteBudget(60, (writes % 5) + 1, (percent % 100) + 1, "Team");
        var policy = PolicyGenerator.Policy([new PolicyRule { Name = "b", Budget = budget }]);
        var (limit, count) = (Math.Max(1, peers * budget.SharePercent!.Value / 100), 0);
        var now = Moments.Start;
        var made = new List<(DateTimeOffset At, string Target)>();
        var budgets = ImmutableDictionary<string, BudgetUse>.Empty;
        foreach (var (gap, target) in gaps.Zip(targets, (g, t) => (g, $"web-{t % 6}")))
        {
            now += TimeSpan.FromMinutes(gap % 40);
            var facts = Samples.Facts(now) with { Target = new ResourceTarget(target, target, "EC2 instance"), Proposal = PolicyGenerator.Id(count++), Budgets = budgets, Peers = ImmutableDictionary<string, int>.Empty.Add("Team", peers) };
            var verdict = Ask(policy, facts);
            var window = made.Where(m => m.At > now - TimeSpan.FromMinutes(60)).ToList();
            var fits = window.Count < budget.Writes && window.Select(m => m.Target).Append(target).Distinct().Count() <= limit;
            Assert.Equal(fits, verdict.Denied is null);
            if (verdict.Denied is { } refusal)
            {
                AssertPossibleThen(policy, facts, refusal.Message);
                continue;
            }

            made.Add((now, target));
            budgets = budgets.SetItems(verdict.Budgets.Select(b => KeyValuePair.Create(b.Key, b)));
        }

        Assert.All(made, m =>
        {
            var window = made.Where(o => o.At > m.At - TimeSpan.FromMinutes(60) && o.At <= m.At).ToList();
            Assert.True(window.Count <= budget.Writes);
            Assert.True(window.Select(w => w.Target).Distinct().Count() <= limit);
        });
    }

    [Fact]
    public void Evaluate_ABudgetThatWasLoweredMeanwhile_NamesTheMomentWhenThereIsRoom()
    {
        var policy = PolicyGenerator.Policy([new PolicyRule { Name = "b", Budget = new WriteBudget(60, 2) }]);
        var used = new BudgetUse("b", 5, [.. Enumerable.Range(1, 5).Select(i => new BudgetedWrite(PolicyGenerator.Id(i), $"web-{i}", Moments.After(i * 60)))]);
        var facts = Samples.Facts(Moments.After(600)) with { Budgets = ImmutableDictionary<string, BudgetUse>.Empty.Add("b", used) };

        var message = Ask(policy, facts).Denied!.Message;

        Assert.Contains("5 of at most 2", message, StringComparison.Ordinal);
        AssertPossibleThen(policy, facts, message);
    }

    [Fact]
    public void Evaluate_AClaimAgainOfTheSameProposal_CountsOnce()
    {
        var policy = PolicyGenerator.Policy([new PolicyRule { Name = "b", Budget = new WriteBudget(60, 1) }]);
        var facts = Samples.Facts() with { Proposal = PolicyGenerator.Id(1) };
        var first = Assert.Single(Ask(policy, facts).Budgets);

        var again = Ask(policy, facts with { Now = Moments.After(60), Budgets = ImmutableDictionary<string, BudgetUse>.Empty.Add("b", first) });

        Assert.Null(again.Denied);
        Assert.Equal(Moments.After(60), Assert.Single(Assert.Single(again.Budgets).Writes).At);
    }

    [Fact]
    public void Evaluate_OneProposalThatFailedAndDidNotHelp_WentWrongOnce()
    {
        var policy = PolicyGenerator.Policy([new PolicyRule { Name = "look", Breaker = new CircuitBreaker(2, 60, 60) }]);
        var bad = new BadOutcome(PolicyGenerator.Id(1), "reboot_ec2", Samples.Tags(), null, Moments.After(-600));

        Assert.Null(Ask(policy, Samples.Facts() with { BadOutcomes = [bad, bad with { At = Moments.After(-300) }] }).Denied);
        Assert.NotNull(Ask(policy, Samples.Facts() with { BadOutcomes = [bad, bad with { Proposal = PolicyGenerator.Id(2) }] }).Denied);
    }

    [Fact]
    public void Evaluate_ABreakerThatAnotherFailureKeepsOpen_NamesTheLaterEnd()
    {
        var policy = PolicyGenerator.Policy([new PolicyRule { Name = "look", Breaker = new CircuitBreaker(2, 60, 60) }]);
        var facts = Samples.Facts(Moments.After(3000)) with { BadOutcomes = [.. Enumerable.Range(0, 3).Select(i => new BadOutcome(PolicyGenerator.Id(i), "reboot_ec2", Samples.Tags(), null, Moments.After(i * 600)))] };

        AssertPossibleThen(policy, facts, Ask(policy, facts).Denied!.Message);
    }

    [Fact]
    public void Sentence_OneApproval_IsASentence() =>
        Assert.Equal("The policy's rule r asks for an approval.", new ApproverRequirement("r", 1, true, false, Groups([])).Sentence());

    private static PolicyVerdict Ask(WritePolicy policy, PolicyFacts facts) => PolicyEvaluation.Evaluate(policy, facts, Users.Authority);

    /// <summary>At the moment that a refusal names it is possible, and a second before it is not.</summary>
    private static void AssertPossibleThen(WritePolicy policy, PolicyFacts facts, string message)
    {
        var then = DateTimeOffset.ParseExact(Named().Match(message).Groups[1].Value, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        Assert.Null(Ask(policy, facts with { Now = then }).Denied);
        Assert.NotNull(Ask(policy, facts with { Now = then.AddSeconds(-1) }).Denied);
    }

    private static void AssertNeverLower(RiskAssessment one, RiskAssessment other)
    {
        Assert.True(other.ApprovalsNeeded >= one.ApprovalsNeeded);
        Assert.True(one.SelfApprovalAllowed || !other.SelfApprovalAllowed);
        Assert.Equal(one.Level, other.Level);
        Assert.All(one.Reasons, r => Assert.Contains(r, other.Reasons));
        foreach (var people in Enumerable.Range(0, 1 << Users.All.Count).Select(s => Users.All.Where((_, i) => (s >> i & 1) == 1).ToList()))
        {
            Assert.True(one.FindUnmet(people, Users.Authority) is null || other.FindUnmet(people, Users.Authority) is not null);
        }
    }

    private static bool CanServe(List<List<UserId>> groups, ImmutableHashSet<UserId> taken) =>
        groups.Count == 0 || groups[0].Except(taken).Any(p => CanServe(groups[1..], taken.Add(p)));

    private static ApproverRequirement Requirement(bool all, IEnumerable<(string Name, ImmutableArray<UserId> Members)> groups) => new("r", 1, true, all, Groups(groups));

    private static ImmutableSortedDictionary<string, ImmutableArray<UserId>> Groups(IEnumerable<(string Name, ImmutableArray<UserId> Members)> groups) =>
        groups.ToImmutableSortedDictionary(g => g.Name, g => g.Members, StringComparer.Ordinal);

    [GeneratedRegex("possible from (.{19}) UTC on")]
    private static partial Regex Named();
}
