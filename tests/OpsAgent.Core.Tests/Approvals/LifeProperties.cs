using FsCheck.Fluent;
using FsCheck.Xunit;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

/// <summary>What holds in every life, whatever is asked in whatever order and however the clock runs.</summary>
[Properties(Arbitrary = [typeof(Lives)], MaxTest = 1000)]
public sealed class LifeProperties
{
    private static readonly HashSet<(ProposalStatus From, ProposalStatus To)> Arrows =
    [
        (ProposalStatus.Submitted, ProposalStatus.Pending), (ProposalStatus.Submitted, ProposalStatus.Rejected),
        (ProposalStatus.Pending, ProposalStatus.Approved), (ProposalStatus.Pending, ProposalStatus.Denied),
        (ProposalStatus.Pending, ProposalStatus.Expired), (ProposalStatus.Pending, ProposalStatus.Withdrawn),
        (ProposalStatus.Approved, ProposalStatus.Executing), (ProposalStatus.Approved, ProposalStatus.Rejected), (ProposalStatus.Approved, ProposalStatus.Expired),
        (ProposalStatus.Executing, ProposalStatus.Completed), (ProposalStatus.Executing, ProposalStatus.Failed), (ProposalStatus.Executing, ProposalStatus.Unknown),
    ];

    [Property]
    public void Apply_ToATerminalProposal_NeverChangesIt(Life life) =>
        Assert.All(life.Lived().Where(l => l.Before.IsTerminal), l => Assert.Same(l.Before, l.Transition.Proposal));

    [Property]
    public void Apply_WithoutEffect_HandsBackTheSameProposal(Life life) =>
        Assert.All(life.Lived().Where(l => l.Transition is not Transition.Applied), l => Assert.Same(l.Before, l.Transition.Proposal));

    [Property]
    public void Apply_ChangingTheStatus_GoesAlongAnArrowOfTheDesign(Life life) =>
        Assert.All(
            life.Lived().Where(l => l.Before.Status != l.Transition.Proposal.Status),
            l => Assert.Contains((l.Before.Status, l.Transition.Proposal.Status), Arrows));

    [Property]
    public void Apply_UntilItExecutes_TakesAQuorumOfDifferentPeopleWhoMay(Life life)
    {
        foreach (var executing in life.Lived().Select(l => l.Transition.Proposal).Where(p => p.Status is ProposalStatus.Executing))
        {
            var people = executing.Approvals.Select(a => a.By).ToList();
            Assert.True(people.DistinctBy(p => p.UserId).Count() >= executing.Risk!.ApprovalsNeeded);
            Assert.Equal(people.Count, people.DistinctBy(p => p.UserId).Count());
            Assert.All(people.Where(p => p.UserId == executing.Requester.UserId), own => Assert.True(executing.Risk!.SelfApprovalAllowed && own.InPerson));
            Assert.All(executing.Approvals, a => Assert.True(a.At < executing.Wait!.ExpiresAt));
        }
    }

    [Property]
    public void Apply_HandingOutAClaim_FindsTheApprovalFreshAndThePlanTheSame(Life life) =>
        Assert.All(
            life.Lived().Where(l => l is { Command: ProposalCommand.Acquire, Transition: Transition.Applied { Proposal.Status: ProposalStatus.Executing } }),
            l =>
            {
                Assert.True(l.Now - l.Before.Approvals[^1].At <= TimeSpan.FromMinutes(5));
                Assert.Equal(l.Before.PlanHash, ((ProposalCommand.Acquire)l.Command).PlanHash);
            });

    [Property]
    public void Apply_ForAWholeLife_DecidesOnceAtMost(Life life)
    {
        var decisions = life.Lived().Count(l => l.Before.Status is ProposalStatus.Pending && l.Transition.Proposal.Status is not ProposalStatus.Pending);
        var ends = life.Lived().Count(l => !l.Before.IsTerminal && l.Transition.Proposal.IsTerminal);
        var executions = life.Lived().Count(l => l.Before.Execution is null && l.Transition.Proposal.Execution is not null);

        Assert.InRange(decisions, 0, 1);
        Assert.InRange(ends, 0, 1);
        Assert.InRange(executions, 0, 1);
    }

    [Property]
    public void Apply_OncePeopleHaveDecided_NeverTakesAnotherDecision(Life life)
    {
        foreach (var (before, command, transition, _) in life.Lived().Where(l => l.Before.Status is not (ProposalStatus.Submitted or ProposalStatus.Pending)))
        {
            var decides = command is ProposalCommand.Approve or ProposalCommand.Deny or ProposalCommand.Withdraw or ProposalCommand.RotateToken or ProposalCommand.Close;
            Assert.False(decides && transition is Transition.Applied);
            Assert.Equal(before.Approvals, transition.Proposal.Approvals);
            Assert.Equal(before.TokenHash, transition.Proposal.TokenHash);
        }
    }

    [Property]
    public void Apply_WhileAClaimIsHeld_LetsNobodyElseActOrRecord(Life life)
    {
        foreach (var (before, command, transition, _) in life.Lived().Where(l => l.Before is { Status: ProposalStatus.Executing, Claim.Released: false }))
        {
            Assert.Equal(before.Claim!.RequestId, transition.Proposal.Claim!.RequestId);
            if (before.Execution is null && transition.Proposal.Execution is not null)
            {
                Assert.True(command is ProposalCommand.DeclareUnknown or ProposalCommand.RecordReadBack || command is ProposalCommand.RecordExecution record && record.RequestId == before.Claim.RequestId);
            }
        }
    }

    [Property]
    public void Apply_UntilTheDeadlineOfAClaim_NeverEndsTheProposal(Life life) =>
        Assert.All(
            life.Lived().Where(l => l.Before is { Status: ProposalStatus.Executing, Execution: null, Claim.Released: false } && l.Now < l.Before.Claim!.Deadline),
            l => Assert.Equal(ProposalStatus.Executing, l.Transition.Proposal.Status));

    [Property]
    public void Apply_ForAWholeLife_LetsAnAttemptThatWasLostBeMadeOnceMoreAtMost(Life life)
    {
        var again = life.Lived().Count(l => l is { Command: ProposalCommand.RecordReadBack, Transition.Proposal.Claim.Released: true, Before.Claim.Released: false });
        var handedOut = life.Lived().Count(l => l is { Command: ProposalCommand.Acquire, Transition: Transition.Applied { Proposal.Status: ProposalStatus.Executing } });
        var undone = life.Lived().Count(l => l is { Command: ProposalCommand.Release, Transition: Transition.Applied });

        Assert.InRange(again, 0, 1);
        Assert.InRange(handedOut, 0, 1 + again + undone);
    }

    [Property]
    public void Apply_AfterADoubt_TakesNothingFromItsHolderAnyMore(Life life) =>
        Assert.All(
            life.Lived().Where(l => l is { Before.Claim.Unconfirmed: not null, Before.Claim.Released: false } && l.Command is ProposalCommand.Release or ProposalCommand.RecordExecution or ProposalCommand.MarkUnconfirmed),
            l => Assert.IsType<Transition.NoEffect>(l.Transition));

    [Property]
    public void Apply_OnceAReversalHasBegun_NeverCompletesAndNeverVerifies(Life life) =>
        Assert.All(life.Lived().Where(l => l.Before.Reversal is not null), l =>
        {
            Assert.NotEqual(ProposalStatus.Completed, l.Transition.Proposal.Status);
            Assert.Same(l.Before.Verification, l.Transition.Proposal.Verification);
        });

    [Property]
    public void Apply_ForAWholeLife_RevertsOnceAtMostAndOnlyWhatWasExecuted(Life life)
    {
        var begun = life.Lived().Where(l => l.Before.Reversal is null && l.Transition.Proposal.Reversal is not null).ToList();
        var ended = life.Lived().Count(l => l.Before.Reversal is { Status: ReversalStatus.Started } && l.Transition.Proposal.Reversal is not { Status: ReversalStatus.Started });

        Assert.InRange(begun.Count, 0, 1);
        Assert.InRange(ended, 0, begun.Count);
        Assert.All(begun, l => Assert.True(l.Before is { Execution.Status: ExecutionStatus.Executed, Verification: not { Verified: true } }));
    }

    [Property]
    public void Apply_QuorumOfTwo_ApprovesWithTheSecondPersonAndNotWithTheSecondApproval(Life life)
    {
        var proposal = Proposals.In(ProposalStatus.Pending).WithQuorum(2, life.SelfApproval);
        var counted = new HashSet<UserId>();
        foreach (var person in life.Steps.Select(s => s.By))
        {
            if (person.UserId != Users.Engineer || (life.SelfApproval && person.InPerson))
            {
                counted.Add(person.UserId);
            }

            proposal = ProposalTransitions.Apply(proposal, new ProposalCommand.Approve(person, null, null, Authority.None), Moments.After(10)).Proposal;
            Assert.Equal(counted.Count >= 2 ? ProposalStatus.Approved : ProposalStatus.Pending, proposal.Status);
        }
    }

    [Property(MaxTest = 300)]
    public async Task Ledger_ForAWholeLife_KeepsVersionChainLeaseAndToken(Life life)
    {
        var time = new LeapingTime();
        var store = new InMemoryApprovalStore();
        var ledger = new ProposalLedger(store, new AuditEventFactory(new IdSource(time, new SeededRandom(1)), time), time, new SeededRandom(2));
        var proposal = Proposals.New();
        await ledger.SubmitAsync(proposal, [], Proposals.Subject, SignedDecisions.Any, Test.Stop);
        var spent = new HashSet<TokenHash>();

        foreach (var step in life.Steps)
        {
            time.Advance(TimeSpan.FromSeconds(step.Seconds));
            var transition = await ledger.ApplyAsync(proposal.Id, step.On(proposal, life, time.GetUtcNow()), Proposals.Subject, Test.Stop);
            Assert.Equal(transition is Transition.Applied ? proposal.Version + 1 : proposal.Version, transition.Proposal.Version);
            if (transition.Proposal.TokenHash != proposal.TokenHash)
            {
                spent.Add(proposal.TokenHash);
            }

            proposal = transition.Proposal;
            spent.Remove(proposal.TokenHash);
            Assert.Equal(Proposals.Json(proposal), Proposals.Json((await store.FindByTokenAsync(proposal.TokenHash, Test.Stop))!));
            Assert.Equal(proposal.IsTerminal ? null : proposal.Id, store.LeaseOn(proposal.Plan.Target.Arn));
            Assert.Null(AuditChain.FindFirstProblem(proposal.Id.Value, await store.Audit.ReadAsync(proposal.Id.Value, Test.Stop), proposal.AuditHead));
            foreach (var old in spent)
            {
                Assert.Null(await store.FindByTokenAsync(old, Test.Stop));
            }
        }
    }

    [Fact]
    public void Lives_Sampled_ReachEveryStatusAndEveryKindOfTransition()
    {
        // Few lives lose their claim and then fail: more are sampled until one has.
        var lived = Lives.Arbitrary().Generator.Sample(3000, 100).SelectMany(l => l.Lived()).ToList();
        for (var more = 0; more < 10 && !lived.Exists(l => l is { Before.Claim.Lost: 1, Transition.Proposal.Execution.Status: ExecutionStatus.Failed }); more++)
        {
            lived.AddRange(Lives.Arbitrary().Generator.Sample(3000, 100).SelectMany(l => l.Lived()));
        }

        var reached = lived.Select(l => l.Transition.Proposal.Status).ToHashSet();
        Assert.Equal(Enum.GetValues<ProposalStatus>().Order(), reached.Order());
        Assert.Equal(Arrows.Order(), lived.Select(l => (l.Before.Status, l.Transition.Proposal.Status)).Where(a => a.Item1 != a.Item2).Distinct().Order());
        Assert.Contains(lived, l => l.Transition.Proposal is { Status: ProposalStatus.Executing, Approvals.Length: 3 });
        Assert.Contains(lived, l => l.Before is { Claim.Released: true } && l.Command is ProposalCommand.Acquire && l.Transition is Transition.Applied);
        Assert.Contains(lived, l => l.Before.IsTerminal);
        Assert.Contains(lived, l => l is { Command: ProposalCommand.MarkUnconfirmed, Transition: Transition.Applied });
        Assert.Contains(lived, l => l is { Before.Claim.Lost: 1, Transition.Proposal.Execution.Status: ExecutionStatus.Failed });
        Assert.Contains(lived, l => l is { Command: ProposalCommand.RecordReadBack { Done: true }, Transition: Transition.Applied });
        Assert.Contains(lived, l => l is { Command: ProposalCommand.RecordReadBack { Done: false }, Transition: Transition.Applied });
        Assert.Equal(
            Enum.GetValues<ReversalStatus>(),
            lived.Select(l => l.Transition.Proposal.Reversal?.Status).OfType<ReversalStatus>().Distinct().Order());
    }
}
