using System.Collections.Immutable;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Effects;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Operations;
using OpsAgent.TestKit;

using Recorded = OpsAgent.Core.Approvals.Proposal;

namespace OpsAgent.Core.Tests.Guardrails.Policies;

public sealed class PolicyBackTestTests
{
    private static readonly ImmutableSortedDictionary<string, string> Web = Samples.Tags(("Team", "web"), ("Service", "shop"));

    /// <summary>A thousand proposals and more, of which each of the six rules of the new policy speaks of nine.</summary>
    [Fact]
    public void Run_AThousandProposalsWithPlantedDifferences_ReportsExactlyThose()
    {
        var before = Samples.Rules("""{"name":"two-at-high","match":{"risk":["high"]},"approvals":2}""");
        var after = Samples.Rules(
            """{"name":"two-at-high","match":{"risk":["high"]},"approvals":2,"all_of":["dba","oncall"]}""",
            """{"name":"night","match":{"tags":{"Team":["pay"]}},"when":[{"from":"22:00","to":"06:00","zone":"Europe/Berlin"}],"deny":"Nobody is here."}""",
            """{"name":"small-steps","match":{"operations":["scale_ecs_service"]},"max_change":10}""",
            """{"name":"settle","match":{"tags":{"Team":["cool"]}},"cooldown_minutes":30}""",
            """{"name":"budget","match":{"tags":{"Team":["many"]}},"budget":{"minutes":60,"writes":2}}""",
            """{"name":"breaker","match":{"tags":{"Team":["flaky"]}},"breaker":{"failures":2,"minutes":60,"open_minutes":30}}""");
        var planted = new Dictionary<ProposalId, string>();
        var all = new List<Recorded>();
        for (var i = 0; i < 1000; i++)
        {
            var at = Moments.Start + TimeSpan.FromHours(i * 3);
            var plain = Ran(i, at);
            var (proposal, rule) = (i % 111) switch
            {
                3 => (plain with { Risk = plain.Risk! with { Level = RiskLevel.High } }, "two-at-high"),
                10 => (Of(plain, "pay") with { CreatedAt = new DateTimeOffset(at.Date.AddHours(23), TimeSpan.Zero), Execution = null }, "night"),
                20 => (Scaled(plain, 4, 15), "small-steps"),
                21 => (Scaled(plain, 4, 14), null),
                _ => (plain, (string?)null),
            };
            all.Add(proposal);
            Plant(proposal, rule);
        }

        // Nine times each: a target that is changed twice, a third change within an hour, a change after two that failed.
        for (var i = 0; i < 9; i++)
        {
            var day = Moments.Start + TimeSpan.FromDays(200 + i);
            var id = 2000 + (i * 10);
            all.Add(Of(Ran(id, day, "same"), "cool"));
            all.Add(Of(Ran(id + 1, day.AddMinutes(29), "same"), "cool"));
            Plant(all[^1], "settle");
            all.AddRange(Enumerable.Range(2, 3).Select(n => Of(Ran(id + n, day.AddHours(2).AddMinutes(n), $"m{n}"), "many")));
            Plant(all[^1], "budget");
            all.AddRange(Enumerable.Range(5, 2).Select(n => Of(Failed(Ran(id + n, day.AddHours(6).AddMinutes(n), $"f{n}")), "flaky")));
            all.Add(Of(Ran(id + 7, day.AddHours(6).AddMinutes(20), "f7"), "flaky"));
            Plant(all[^1], "breaker");
            all.Add(Of(Ran(id + 8, day.AddHours(8), "f8"), "flaky"));
        }

        var result = PolicyBackTest.Run(before, after, [.. all.OrderBy(p => p.TokenHash.GetHashCode())], Users.Authority);

        Assert.Equal(planted.Count, result.Differences.Length);
        Assert.All(result.Differences, d => Assert.Contains($"rule {planted[d.Proposal.Id]} ", d.Why, StringComparison.Ordinal));
        Assert.Equal(result.Differences.Select(d => d.Proposal.CreatedAt).Order(), result.Differences.Select(d => d.Proposal.CreatedAt));
        Assert.Equal((all.Count, 0, 0), (result.Replayed, result.WithoutFacts, result.WithoutPeers));
        Assert.Equal(["breaker", "budget", "night", "settle", "small-steps", "two-at-high"], planted.Values.Distinct().Order(StringComparer.Ordinal));

        void Plant(Recorded proposal, string? rule)
        {
            if (rule is not null)
            {
                planted.Add(proposal.Id, rule);
            }
        }
    }

    [Fact]
    public void Run_TheSamePolicyTwiceOrUnderOtherNames_FindsNothing()
    {
        IReadOnlyList<Recorded> recorded = [.. Enumerable.Range(1, 20).Select(i => Ran(i, Moments.After(i * 60), "same"))];
        var policy = Samples.Rules("""{"name":"two","approvals":2,"one_of":["dba"]}""", """{"name":"settle","cooldown_minutes":30}""");
        var renamed = Samples.Rules("""{"name":"rest","cooldown_minutes":30}""", """{"name":"a-pair","one_of":["dba"],"approvals":2}""");

        Assert.Empty(PolicyBackTest.Run(policy, policy, recorded, Users.Authority).Differences);
        Assert.Empty(PolicyBackTest.Run(policy, renamed, recorded, Users.Authority).Differences);
    }

    [Fact]
    public void Run_ARuleIsTakenAway_SaysWhatIsNotDeniedAnyMoreAndByWhatItWas()
    {
        var result = PolicyBackTest.Run(Samples.Rules("""{"name":"stop","deny":"Stopped."}"""), WritePolicy.None, [Ran(1, Moments.Start)], Users.Authority);

        var difference = Assert.Single(result.Differences);
        Assert.Equal(("stop", null), (difference.Before.Denied!.Detail("rule"), difference.After.Denied));
        Assert.StartsWith("It is not denied any more. Before: The policy's rule stop refuses this", difference.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_AFreezeThatBeginsBetweenProposalAndExecution_IsADifference()
    {
        var freeze = Samples.Rules("""{"name":"freeze","when":[{"from":"09:05","to":"09:30","zone":"UTC"}],"deny":"Frozen."}""");
        var slow = Ran(1, Moments.Start) with { Execution = new ExecutionRecord(ExecutionStatus.Executed, Moments.After(400), TimeSpan.Zero) };

        Assert.Equal(Moments.After(400), Assert.Single(PolicyBackTest.Run(WritePolicy.None, freeze, [slow], Users.Authority).Differences).After.At);
        Assert.Empty(PolicyBackTest.Run(WritePolicy.None, freeze, [slow with { Execution = null }], Users.Authority).Differences);
    }

    [Fact]
    public void Run_OlderRecords_AreCountedAndTheirChangesStillCool()
    {
        var old = Ran(1, Moments.Start, "same") with { Policy = null };
        var settle = Samples.Rules("""{"name":"settle","cooldown_minutes":30}""");

        var result = PolicyBackTest.Run(WritePolicy.None, settle, [old, Ran(2, Moments.After(600), "same")], Users.Authority);

        Assert.Equal((1, 1), (result.Replayed, result.WithoutFacts));
        Assert.Equal(PolicyGenerator.Id(2), Assert.Single(result.Differences).Proposal.Id);
    }

    [Fact]
    public void Run_AShareOfHowManyWasNotRecorded_IsCountedAndNotGuessed()
    {
        var share = Samples.Rules("""{"name":"share","budget":{"minutes":60,"share_percent":50,"of_tag":"Service"}}""");
        IReadOnlyList<Recorded> recorded = [Ran(1, Moments.Start, "a"), Ran(2, Moments.After(60), "b")];

        var unknown = PolicyBackTest.Run(WritePolicy.None, share, recorded, Users.Authority);
        var known = PolicyBackTest.Run(WritePolicy.None, share, [.. recorded.Select(p => p with { Policy = p.Policy! with { Peers = ImmutableSortedDictionary<string, int>.Empty.Add("Service", 2) } })], Users.Authority);

        Assert.Equal((2, 0), (unknown.WithoutPeers, unknown.Differences.Length));
        Assert.Equal((0, 1), (known.WithoutPeers, known.Differences.Length));
    }

    [Theory]
    [InlineData(ExecutionStatus.Failed, ProposalStatus.Failed, null, true)]
    [InlineData(ExecutionStatus.Unknown, ProposalStatus.Unknown, null, true)]
    [InlineData(ExecutionStatus.Executed, ProposalStatus.Failed, null, true)]
    [InlineData(ExecutionStatus.Executed, ProposalStatus.Completed, EffectVerdict.Same, true)]
    [InlineData(ExecutionStatus.Executed, ProposalStatus.Completed, EffectVerdict.Worse, true)]
    [InlineData(ExecutionStatus.Executed, ProposalStatus.Completed, EffectVerdict.Better, false)]
    [InlineData(ExecutionStatus.Executed, ProposalStatus.Completed, EffectVerdict.Unknown, false)]
    [InlineData(ExecutionStatus.Executed, ProposalStatus.Completed, null, false)]
    [InlineData(null, ProposalStatus.Expired, null, false)]
    public void BadOutcomeOf_AProposal_IsWhatFailedOrDidNotHelp(ExecutionStatus? execution, ProposalStatus status, EffectVerdict? last, bool bad)
    {
        var proposal = Ran(1, Moments.Start) with
        {
            Status = status,
            Execution = execution is { } made ? new ExecutionRecord(made, Moments.After(30), TimeSpan.Zero) : null,
            EndedAt = Moments.After(60),
            Effects = last is { } verdict ? [new EffectRecord(Moments.After(300), EffectVerdict.Same, "Same."), new EffectRecord(Moments.After(900), verdict, "Looked.")] : null,
        };

        Assert.Equal(bad, BadOutcome.Of(proposal) is not null);
    }

    /// <summary>Proposed, and executed a minute later.</summary>
    private static Recorded Ran(int number, DateTimeOffset at, string? target = null) => Proposals.In(ProposalStatus.Completed) with
    {
        Id = PolicyGenerator.Id(number),
        CreatedAt = at,
        Plan = Proposals.New().Plan with { Target = new ResourceTarget(target ?? $"web-{number}", target ?? $"web-{number}", "EC2 instance") },
        Execution = new ExecutionRecord(ExecutionStatus.Executed, at.AddMinutes(1), TimeSpan.FromSeconds(1)),
        EndedAt = at.AddMinutes(2),
        Policy = new PolicyRecord("", [], Web, null, at),
    };

    private static Recorded Of(Recorded proposal, string team) => proposal with { Policy = proposal.Policy! with { Tags = Web.SetItem("Team", team) } };

    private static Recorded Failed(Recorded proposal) => proposal with { Status = ProposalStatus.Failed, Execution = proposal.Execution! with { Status = ExecutionStatus.Failed } };

    private static Recorded Scaled(Recorded proposal, int before, int after) => proposal with
    {
        Plan = proposal.Plan with { Operation = "scale_ecs_service" },
        Policy = proposal.Policy! with { Count = new CountChange(before, after, "tasks") },
    };
}
