using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

public sealed class ExecutionTransitionsTests
{
    private static readonly Proposal Approved = Proposals.In(ProposalStatus.Approved);
    private static readonly Proposal Claimed = Proposals.In(ProposalStatus.Executing);
    private static readonly DateTimeOffset ApprovedAt = Approved.Approvals[^1].At;

    [Fact]
    public void Acquire_ApprovalIsExactlyFiveMinutesOld_Executes() =>
        Assert.Equal(ProposalStatus.Executing, Applied(Approved, Acquire(Approved), ApprovedAt + TimeSpan.FromMinutes(5)).Proposal.Status);

    [Fact]
    public void Acquire_ApprovalIsOneTickOlderThanFiveMinutes_Expires()
    {
        var expired = Applied(Approved, Acquire(Approved), ApprovedAt + TimeSpan.FromMinutes(5) + Moments.Tick);

        Assert.Equal(ProposalStatus.Expired, expired.Proposal.Status);
        Assert.Null(expired.Proposal.Claim);
        Assert.Equal(AuditEventType.ApprovalExpired, Assert.Single(expired.Entries).Type);
    }

    [Fact]
    public void Acquire_QuorumOfTwo_CountsTheAgeFromTheDecidingApproval()
    {
        var early = new Approval(Users.Verified(Users.Admin), ApprovedAt - TimeSpan.FromMinutes(10));
        var approved = Approved.WithQuorum(2) with { Approvals = [early, .. Approved.Approvals] };

        Assert.Equal(ProposalStatus.Executing, Applied(approved, Acquire(approved), ApprovedAt + TimeSpan.FromMinutes(5)).Proposal.Status);
    }

    [Fact]
    public void Acquire_FewerApprovalsThanNeeded_IsRefusedWhateverTheStatusSays()
    {
        var lacking = Approved.WithQuorum(2);

        Assert.Equal(
            ErrorCode.PolicyDenied,
            Assert.IsType<Transition.Refused>(ProposalTransitions.Apply(lacking, Acquire(lacking), ApprovedAt)).Refusal.Code);
    }

    [Fact]
    public void Acquire_Approved_KeepsTheClaimAndWritesNoEvent()
    {
        var claimed = Applied(Approved, Acquire(Approved), Moments.After(10));

        Assert.Equal(Proposals.Claim, claimed.Proposal.Claim);
        Assert.Empty(claimed.Entries);
    }

    [Fact]
    public void Acquire_ReleasedForTheSamePlan_HandsTheClaimOver()
    {
        var next = new ExecutionClaim("next-run", Moments.After(99));
        var released = Claimed with { Claim = Proposals.Claim with { Released = true } };

        Assert.Equal(next, Applied(released, new ProposalCommand.Acquire(next, released.PlanHash), Moments.After(20)).Proposal.Claim);
    }

    [Fact]
    public void Acquire_ReleasedAndTheApprovalIsExactlyFiveMinutesOld_HandsTheClaimOver() =>
        Assert.Equal(ProposalStatus.Executing, Applied(Situations.All["released"], Acquire(Claimed), ApprovedAt + TimeSpan.FromMinutes(5)).Proposal.Status);

    [Fact]
    public void Acquire_ReleasedAndTheApprovalIsOneTickOlder_IsRefusedAndStaysReleased()
    {
        var transition = ProposalTransitions.Apply(Situations.All["released"], Acquire(Claimed), ApprovedAt + TimeSpan.FromMinutes(5) + Moments.Tick);

        Assert.Equal(ErrorCode.ApprovalExpired, Assert.IsType<Transition.Refused>(transition).Refusal.Code);
        Assert.True(transition.Proposal.Claim!.Released);
    }

    [Fact]
    public void DeclareUnknown_OneTickBeforeTheDeadline_TakesNoEffect() =>
        Assert.IsType<Transition.NoEffect>(ProposalTransitions.Apply(Claimed, new ProposalCommand.DeclareUnknown(Situations.Problem), Proposals.Deadline - Moments.Tick));

    [Fact]
    public void DeclareUnknown_AtTheDeadline_RecordsAnUnknownOutcome()
    {
        var unknown = Applied(Claimed, new ProposalCommand.DeclareUnknown(Situations.Problem), Proposals.Deadline);

        Assert.Equal(new ExecutionRecord(ExecutionStatus.Unknown, Proposals.Deadline, TimeSpan.Zero, Situations.Problem), unknown.Proposal.Execution);
        Assert.Equal((AuditEventType.ActionFailed, "OUTCOME_UNKNOWN"), Said(unknown));
    }

    [Theory]
    [InlineData(ExecutionStatus.Executed, AuditEventType.ActionExecuted, "EXECUTED")]
    [InlineData(ExecutionStatus.WouldExecute, AuditEventType.ActionExecuted, "WOULD_EXECUTE")]
    [InlineData(ExecutionStatus.Failed, AuditEventType.ActionFailed, "FAILED")]
    [InlineData(ExecutionStatus.Unknown, AuditEventType.ActionFailed, "OUTCOME_UNKNOWN")]
    public void RecordExecution_ByTheHolder_RecordsHowItEnded(ExecutionStatus status, AuditEventType type, string outcome)
    {
        var recorded = Applied(Claimed, new ProposalCommand.RecordExecution(Proposals.Invocation, Situations.Recorded(status)), Moments.After(11));

        Assert.Equal(status, recorded.Proposal.Execution?.Status);
        Assert.Equal((type, outcome), Said(recorded));
    }

    [Fact]
    public void RecordExecution_WithAProblem_RecordsItsCodeAndWords()
    {
        var record = Situations.Recorded(ExecutionStatus.Failed) with { Problem = new Refusal(ErrorCode.AwsAccessDenied, "AWS refused it.") };

        var details = Assert.Single(Applied(Claimed, new ProposalCommand.RecordExecution(Proposals.Invocation, record), Moments.After(11)).Entries).Details!.Value;

        Assert.Equal(("AWS_ACCESS_DENIED", "AWS refused it."), (details.GetProperty("code").GetString(), details.GetProperty("message").GetString()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RecordVerification_OfAnExecutedChange_IsKeptWithoutAnEvent(bool good)
    {
        var seen = Verified(good);

        var transition = Applied(Situations.All["executed"], new ProposalCommand.RecordVerification(seen), Moments.After(61));

        Assert.Same(seen, transition.Proposal.Verification);
        Assert.Empty(transition.Entries);
    }

    [Fact]
    public void Release_ByTheHolder_LeavesTheClaimToWhoeverComesNext()
    {
        var released = Applied(Claimed, new ProposalCommand.Release(Proposals.Invocation), Moments.After(20)).Proposal;

        Assert.Equal(Proposals.Claim with { Released = true }, released.Claim);
    }

    [Fact]
    public void Acquire_AnotherPlanThanWasApproved_SaysSo() => Assert.Equal(
        (ErrorCode.PlanChanged, "What would be done is not what was approved."),
        Assert.IsType<Transition.Refused>(ProposalTransitions.Apply(Approved, Acquire(Approved) with { PlanHash = Proposals.New(7).PlanHash }, ApprovedAt)).Refusal is var refusal
            ? (refusal.Code, refusal.Message) : default);

    [Fact]
    public void RecordReadBack_OneTickBeforeTheDeadline_TakesNoEffect() =>
        Assert.IsType<Transition.NoEffect>(ProposalTransitions.Apply(Claimed, new ProposalCommand.RecordReadBack(Done: true), Proposals.Deadline - Moments.Tick));

    [Fact]
    public void RecordReadBack_DoneAtTheDeadline_RecordsAnExecutionAndSaysThatItWasReadBack()
    {
        var done = Applied(Claimed, new ProposalCommand.RecordReadBack(Done: true), Proposals.Deadline);

        Assert.Equal(new ExecutionRecord(ExecutionStatus.Executed, Proposals.Deadline, TimeSpan.Zero), done.Proposal.Execution);
        Assert.Equal((AuditEventType.ActionExecuted, "EXECUTED"), Said(done));
        Assert.True(done.Entries[0].Details!.Value.GetProperty("read_back").GetBoolean());
    }

    [Fact]
    public void RecordReadBack_NotDone_ReleasesTheClaimWithoutAnEvent()
    {
        var released = Applied(Claimed, new ProposalCommand.RecordReadBack(Done: false), Proposals.Deadline);

        Assert.Equal(Proposals.Claim with { Released = true, Lost = 1 }, released.Proposal.Claim);
        Assert.Null(released.Proposal.Execution);
        Assert.Empty(released.Entries);
    }

    [Fact]
    public void RecordReadBack_NotDoneASecondTime_RecordsAFailureAndReleasesNothing()
    {
        var failed = Applied(Situations.All["lost-once"], new ProposalCommand.RecordReadBack(Done: false), Situations.Now);

        Assert.Equal((ExecutionStatus.Failed, ErrorCode.AwsServiceError), (failed.Proposal.Execution!.Status, failed.Proposal.Execution.Problem!.Code));
        Assert.Contains("nothing was changed", failed.Proposal.Execution.Problem.Message, StringComparison.Ordinal);
        Assert.Equal((AuditEventType.ActionFailed, "FAILED"), Said(failed));
        Assert.False(failed.Proposal.Claim!.Released);
    }

    [Fact]
    public void Acquire_AfterAnAttemptThatWasLost_RemembersIt()
    {
        var released = Applied(Claimed, new ProposalCommand.RecordReadBack(Done: false), Proposals.Deadline).Proposal;

        Assert.Equal(1, Applied(released, Acquire(Claimed), Moments.After(90)).Proposal.Claim!.Lost);
    }

    [Theory]
    [InlineData(30, 40)]
    [InlineData(300, 70)]
    public void Doubt_ByTheHolder_EndsItsRightAndSaysWhenTheTargetTells(double settled, double deadline)
    {
        var doubted = Applied(Claimed, new ProposalCommand.MarkUnconfirmed(Proposals.Invocation, Situations.Problem, Moments.After(10 + settled)), Moments.After(10));

        Assert.Equal(Proposals.Claim with { Unconfirmed = Situations.Problem, Deadline = Moments.After(deadline) }, doubted.Proposal.Claim);
        Assert.Equal((AuditEventType.ErrorOccurred, "no_result"), Said(doubted));
    }

    [Fact]
    public void Finish_OneTickBeforeTheDeadlineOfAClaim_IsRefused() => Assert.Equal(
        ErrorCode.ResourceBusy,
        Assert.IsType<Transition.Refused>(ProposalTransitions.Apply(Claimed, new ProposalCommand.Finish(null), Proposals.Deadline - Moments.Tick)).Refusal.Code);

    [Fact]
    public void Finish_AtTheDeadlineOfAClaim_IsUnknownAndKeepsWhatToTell()
    {
        var how = new Refusal(ErrorCode.OutcomeUnknown, "Look there.");

        var unknown = Applied(Claimed, new ProposalCommand.Finish(Situations.Problem, how), Proposals.Deadline);

        Assert.Equal(ProposalStatus.Unknown, unknown.Proposal.Status);
        Assert.Equal(new ExecutionRecord(ExecutionStatus.Unknown, Proposals.Deadline, TimeSpan.Zero, how), unknown.Proposal.Execution);
        Assert.Equal("Look there.", unknown.Entries[0].Details!.Value.GetProperty("summary").GetString());
    }

    [Theory]
    [InlineData(61, false)]
    [InlineData(60, false)]
    [InlineData(62, true)]
    public void RecordVerification_OfALookThatIsNotTheLatest_TakesNoEffect(double second, bool effect)
    {
        var seen = Situations.All["executed"] with { Verification = Verified(good: false) };
        var look = Verified(good: true) with { At = Moments.After(second) };

        Assert.Equal(effect, ProposalTransitions.Apply(seen, new ProposalCommand.RecordVerification(look), Moments.After(70)) is Transition.Applied);
    }

    [Theory]
    [InlineData(ReversalStatus.Reverted, AuditEventType.ActionExecuted, "REVERTED", "summary", "set back to 3 tasks")]
    [InlineData(ReversalStatus.Failed, AuditEventType.ActionFailed, "REVERT_FAILED", "message", "AWS refused it.")]
    public void RecordReversal_OfOneThatWasBegun_RecordsHowItEnded(ReversalStatus status, AuditEventType type, string outcome, string member, string words)
    {
        var reversed = Applied(Situations.All["reverting"], new ProposalCommand.RecordReversal(Situations.Reversed(status)), Moments.After(700));

        Assert.Equal(Situations.Reversed(status), reversed.Proposal.Reversal);
        Assert.Equal((type, outcome), Said(reversed));
        Assert.Equal(words, reversed.Entries[0].Details!.Value.GetProperty(member).GetString());
    }

    [Fact]
    public void RecordReversal_ThatIsBegun_IsKeptWithoutAnEvent() =>
        Assert.Empty(Applied(Situations.All["executed"], new ProposalCommand.RecordReversal(Situations.Reversed(ReversalStatus.Started)), Moments.After(100) + ProposalTransitions.MaxVerificationTime).Entries);

    [Theory]
    [InlineData("overdue", ProposalStatus.Unknown, AuditEventType.ActionFailed, "unknown", "It stopped on the way.")]
    [InlineData("released", ProposalStatus.Failed, AuditEventType.ActionFailed, "not_executed", "It stopped on the way.")]
    [InlineData("unsettled", ProposalStatus.Failed, AuditEventType.OutcomeVerified, "not_verified", "It stopped on the way.")]
    [InlineData("verified", ProposalStatus.Completed, AuditEventType.OutcomeVerified, "verified", "good")]
    [InlineData("reverting", ProposalStatus.Failed, AuditEventType.OutcomeVerified, "not_verified", "It stopped on the way.")]
    [InlineData("reverted", ProposalStatus.Failed, AuditEventType.OutcomeVerified, "not_verified", "It stopped on the way.")]
    [InlineData("would-exec", ProposalStatus.Completed, AuditEventType.OutcomeVerified, "dry_run", null)]
    [InlineData("exec-failed", ProposalStatus.Failed, AuditEventType.OutcomeVerified, "failed", null)]
    [InlineData("exec-unknown", ProposalStatus.Unknown, AuditEventType.OutcomeVerified, "unknown", null)]
    public void Finish_OfAnExecution_RecordsHowItEndedAndWhatWasSeen(
        string situation, ProposalStatus status, AuditEventType type, string outcome, string? summary)
    {
        var finished = Applied(Situations.All[situation], new ProposalCommand.Finish(Situations.Problem), Moments.After(500));

        Assert.Equal(status, finished.Proposal.Status);
        Assert.Equal(Moments.After(500), finished.Proposal.EndedAt);
        Assert.Equal((type, outcome), Said(finished));
        Assert.Equal(summary, finished.Entries[0].Details?.GetProperty("summary").GetString());
        Assert.Equal(Situations.All[situation].Execution is null ? Situations.Problem : null, finished.Proposal.Refusal);
    }

    [Fact]
    public void Finish_WhileTheChangeMayStillBeVerified_IsRefusedUntilTheLastTick()
    {
        var over = Situations.Now + ProposalTransitions.MaxVerificationTime;

        Assert.IsType<Transition.Refused>(ProposalTransitions.Apply(Situations.All["executed"], new ProposalCommand.Finish(null), over - Moments.Tick));
        Assert.Equal(ProposalStatus.Failed, Applied(Situations.All["executed"], new ProposalCommand.Finish(null), over).Proposal.Status);
    }

    [Fact]
    public void Finish_OfAChangeThatAwsHasGivenUp_WaitsNoLongerAndIsNotVerifiedAfterwards()
    {
        var failed = Situations.All["executed"] with { Verification = Verified(good: false) with { Failed = true } };

        Assert.Equal(ProposalStatus.Failed, Applied(failed, new ProposalCommand.Finish(null), Moments.After(70)).Proposal.Status);
        Assert.Equal(ReversalStatus.Started, Applied(failed, new ProposalCommand.RecordReversal(Situations.Reversed(ReversalStatus.Started)), Moments.After(70)).Proposal.Reversal!.Status);
        Assert.IsType<Transition.NoEffect>(ProposalTransitions.Apply(failed, new ProposalCommand.RecordVerification(Verified(good: true) with { At = Moments.After(90) }), Moments.After(90)));
    }

    [Fact]
    public void Finish_OfAnExecutionThatHasEnded_WaitsForNoVerification() => Assert.Equal(
        ProposalStatus.Failed, Applied(Situations.All["executed"], new ProposalCommand.Finish(null, VerificationTime: TimeSpan.Zero), Situations.Now).Proposal.Status);

    [Fact]
    public void Finish_WhileAReversalMayStillBeMade_IsRefusedUntilTheLastTick()
    {
        var reverting = Situations.All["unsettled"] with { Reversal = Situations.Reversed(ReversalStatus.Started) with { Deadline = Moments.After(80) } };

        Assert.IsType<Transition.Refused>(ProposalTransitions.Apply(reverting, new ProposalCommand.Finish(null, VerificationTime: TimeSpan.Zero), Moments.After(80) - Moments.Tick));
        Assert.Equal(ProposalStatus.Failed, Applied(reverting, new ProposalCommand.Finish(null), Moments.After(80)).Proposal.Status);
    }

    [Fact]
    public void Finish_ExecutedButNotVerified_SaysWhatWasSeenLastRatherThanWhatStoppedIt()
    {
        var waiting = Situations.All["unsettled"] with { Verification = Verified(good: false) };

        var failed = Applied(waiting, new ProposalCommand.Finish(Situations.Problem), Moments.After(500));

        Assert.Equal("as seen", failed.Entries[0].Details!.Value.GetProperty("summary").GetString());
    }

    [Fact]
    public void Finish_BeforeAnExecution_RejectsForTheGivenReasonOrSaysThatNothingChanged()
    {
        Assert.Same(Situations.Problem, Applied(Approved, new ProposalCommand.Finish(Situations.Problem), Moments.After(9)).Proposal.Refusal);
        Assert.Contains(
            "Nothing was changed", Applied(Approved, new ProposalCommand.Finish(null), Moments.After(9)).Proposal.Refusal!.Message, StringComparison.Ordinal);
    }

    private static ProposalCommand.Acquire Acquire(Proposal proposal) => new(Proposals.Claim, proposal.PlanHash);

    private static VerificationRecord Verified(bool good) => new(Moments.After(61), good, null, [new VerificationSignal("instance state", good, "running")], "as seen");

    private static Transition.Applied Applied(Proposal proposal, ProposalCommand command, DateTimeOffset at) =>
        Assert.IsType<Transition.Applied>(ProposalTransitions.Apply(proposal, command, at));

    private static (AuditEventType, string) Said(Transition.Applied applied) => (Assert.Single(applied.Entries).Type, applied.Entries[0].Outcome);
}
