using OpsAgent.Core.Identity;
using FsCheck.Xunit;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

/// <summary>
/// The clocks of Lambda and of Step Functions are never the same. Every clock here is right to ten seconds; the heartbeat
/// and the entered time are Step Functions' own.
/// </summary>
public sealed class ClockProperties
{
    private static readonly DateTimeOffset Entered = Moments.After(2);
    private static readonly DateTimeOffset HeartbeatEnds = Entered + TimeSpan.FromSeconds(900);
    private static readonly Proposal Pending = Proposals.In(ProposalStatus.Pending);
    private static readonly Proposal Approved = Proposals.In(ProposalStatus.Approved);

    /// <summary>The commands of people that are taken while the window is open.</summary>
    public static TheoryData<string> Decisions => ["approve", "deny", "withdraw"];

    [Theory]
    [MemberData(nameof(Decisions))]
    public void Decide_OneTickBeforeExpiry_IsTaken(string verb) => Assert.IsType<Transition.Applied>(Decide(verb, Proposals.ExpiresAt - Moments.Tick));

    [Theory]
    [MemberData(nameof(Decisions))]
    public void Decide_AtExpiryAndOneTickAfter_IsTooLate(string verb)
    {
        foreach (var at in (DateTimeOffset[])[Proposals.ExpiresAt, Proposals.ExpiresAt + Moments.Tick])
        {
            Assert.Equal(ErrorCode.ApprovalExpired, Assert.IsType<Transition.Refused>(Decide(verb, at)).Refusal.Code);
        }
    }

    [Property(MaxTest = 2000)]
    public void Decide_OnAnyClockThatIsRightToTenSeconds_IsNeverTakenOnceTheHeartbeatHasEnded(int skew, int afterwards)
    {
        var trueTime = HeartbeatEnds + TimeSpan.FromMilliseconds(Math.Abs((long)afterwards) % 100_000);

        Assert.All(Decisions.Select(d => d.Data), verb => Assert.IsType<Transition.Refused>(Decide(verb, trueTime + Skew(skew))));
    }

    [Property(MaxTest = 2000)]
    public void Decide_OnAnyClockThatIsRightToTenSeconds_IsTakenUntilTwentySecondsBeforeTheHeartbeatEnds(int skew, int before)
    {
        var trueTime = HeartbeatEnds - TimeSpan.FromSeconds(20) - Moments.Tick - TimeSpan.FromMilliseconds(Math.Abs((long)before) % 800_000);

        Assert.All(Decisions.Select(d => d.Data), verb => Assert.IsType<Transition.Applied>(Decide(verb, trueTime + Skew(skew))));
    }

    [Property(MaxTest = 2000)]
    public void Close_OnAnyClock_LetsNoDecisionInAfterwards(int skew, int second)
    {
        // CloseApproval goes by the state and not by its clock: once it has run, no clock lets anybody in.
        var closed = ProposalTransitions.Apply(Pending, new ProposalCommand.Close("over"), HeartbeatEnds + Skew(second)).Proposal;

        Assert.Equal(ProposalStatus.Expired, closed.Status);
        Assert.All(Decisions.Select(d => d.Data), verb => Assert.IsType<Transition.Refused>(Decide(verb, HeartbeatEnds + Skew(skew), closed)));
    }

    [Property(MaxTest = 2000)]
    public void Acquire_OnTwoClocksThatAreRightToTenSeconds_NeverActsOnAnApprovalOlderThanItsLifeAndTwentySeconds(int approverSkew, int executorSkew, int age)
    {
        var trueAge = TimeSpan.FromMilliseconds(Math.Abs((long)age) % 600_000);
        var approvedAt = Moments.After(20);
        var approved = Approved with { Approvals = [new Approval(Users.Verified(Users.Lead), approvedAt + Skew(approverSkew))] };

        var transition = ProposalTransitions.Apply(approved, new ProposalCommand.Acquire(Proposals.Claim, approved.PlanHash), approvedAt + trueAge + Skew(executorSkew));

        var margin = TimeSpan.FromSeconds(20);
        Assert.False(transition.Proposal.Status is ProposalStatus.Executing && trueAge > ProposalTransitions.ApprovalLifetime + margin);
        Assert.False(transition.Proposal.Status is ProposalStatus.Expired && trueAge <= ProposalTransitions.ApprovalLifetime - margin);
    }

    [Property(MaxTest = 2000)]
    public void ReadBack_OnTwoClocksThatAreRightToTenSeconds_NeverTakesAClaimFromAnInvocationThatMayStillAct(int holderSkew, int otherSkew, int second)
    {
        // The holder claims at true second 0 and lives 60 s; ExecuteAction adds 20 s to the deadline that it sees.
        var start = Moments.After(100);
        var claim = new ExecutionClaim("holder", start + Skew(holderSkew) + TimeSpan.FromSeconds(60 + 20));
        var claimed = Proposals.In(ProposalStatus.Executing) with { Claim = claim };
        var trueTime = start + TimeSpan.FromMilliseconds(Math.Abs((long)second) % 60_000);

        foreach (var command in (ProposalCommand[])[new ProposalCommand.RecordReadBack(false), new ProposalCommand.DeclareUnknown(Situations.Problem), new ProposalCommand.Finish(null)])
        {
            Assert.IsNotType<Transition.Applied>(ProposalTransitions.Apply(claimed, command, trueTime + Skew(otherSkew)));
        }
    }

    private static Transition Decide(string verb, DateTimeOffset now, Proposal? proposal = null) => ProposalTransitions.Apply(
        proposal ?? Pending,
        verb switch
        {
            "approve" => new ProposalCommand.Approve(Users.Verified(Users.Lead), null, null, Authority.None),
            "deny" => new ProposalCommand.Deny(Users.Verified(Users.Lead), null, "Not now."),
            _ => new ProposalCommand.Withdraw(Users.Asserted(Users.Engineer), null, "Not needed.", null, Authority.None),
        },
        now);

    // -10 s to +10 s, both included.
    private static TimeSpan Skew(int any) => TimeSpan.FromMilliseconds((Math.Abs((long)any) % 20_001) - 10_000);
}
