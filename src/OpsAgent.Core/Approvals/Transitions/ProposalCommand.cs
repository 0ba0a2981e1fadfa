using System.Collections.Immutable;

using OpsAgent.Core.Approvals.Effects;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals.Transitions;

/// <summary>The commands that change a proposal; closed.</summary>
public abstract record ProposalCommand
{
    private ProposalCommand()
    {
    }

    /// <summary>Replaces the approval token.</summary>
    public sealed record RotateToken(TokenHash TokenHash) : ProposalCommand;

    /// <summary>A guardrail refused the change.</summary>
    /// <param name="From">
    /// Where the proposal must still be: <see cref="ProposalStatus.Submitted"/> for the checks before anybody is asked,
    /// <see cref="ProposalStatus.Pending"/> for those while it waits, <see cref="ProposalStatus.Approved"/> for those before the change.
    /// </param>
    public sealed record Reject(Refusal Refusal, ProposalStatus From = ProposalStatus.Submitted) : ProposalCommand
    {
        /// <summary>By which policy it was checked; null where it was not got so far.</summary>
        public PolicyRecord? Policy { get; init; }
    }

    /// <param name="Risk">With what the policy asks.</param>
    public sealed record Assess(RiskAssessment Risk) : ProposalCommand
    {
        /// <summary>By which policy it was checked.</summary>
        public PolicyRecord? Policy { get; init; }

        /// <summary>The plan's notes as of now.</summary>
        public ImmutableArray<string> Notes { get; init; } = [];
    }

    /// <summary>The state machine waits for approvals. A second attempt changes the task token and nothing else.</summary>
    public sealed record Await(ApprovalWait Wait) : ProposalCommand;

    /// <summary>The policy was asked again while people are. Takes effect only where it asks for more than before.</summary>
    public sealed record RaiseRequirements(PolicyVerdict Verdict, PolicyRecord Policy) : ProposalCommand;

    /// <summary>The approvers are about to be reminded, at half time and again before the end.</summary>
    /// <param name="Last">How long before the end the last reminder is due.</param>
    public sealed record Remind(TimeSpan Last) : ProposalCommand;

    /// <summary>Somebody who may approve it has opened it.</summary>
    public sealed record MarkSeen : ProposalCommand;

    /// <param name="By">The approver; the caller has checked the role.</param>
    /// <param name="PlanHash">The plan hash that the person saw, or null if they used the approval token.</param>
    /// <param name="Token">The hash of the approval token that was used, or null; one that was rotated meanwhile is refused.</param>
    /// <param name="Authority">Who is who at this moment.</param>
    public sealed record Approve(Person By, string? PlanHash, TokenHash? Token, Authority Authority) : ProposalCommand;

    /// <summary>The named requester says, verified in person, that the proposal is theirs.</summary>
    /// <inheritdoc cref="Approve"/>
    public sealed record Adopt(Person By, string? PlanHash, Authority Authority) : ProposalCommand;

    /// <summary>An administrator approves alone; the caller has checked that it is allowed, the role, and that they act in person.</summary>
    /// <inheritdoc cref="Approve"/>
    public sealed record BreakGlass(Person By, string? PlanHash, BreakGlassStatement Statement, Authority Authority) : ProposalCommand;

    /// <summary>Another administrator has looked at an approval by break-glass; the caller has checked the role.</summary>
    /// <inheritdoc cref="Approve"/>
    public sealed record ReviewBreakGlass(Person By, string? PlanHash, string Note, Authority Authority) : ProposalCommand;

    /// <inheritdoc cref="Approve"/>
    public sealed record Deny(Person By, string? PlanHash, string Reason, TokenHash? Token = null) : ProposalCommand;

    /// <inheritdoc cref="Approve"/>
    public sealed record Withdraw(Person By, string? PlanHash, string Reason, TokenHash? Token, Authority Authority) : ProposalCommand;

    /// <summary>The wait ended without a decision.</summary>
    public sealed record Close(string Reason) : ProposalCommand;

    /// <summary>An invocation requests the execution claim for the plan that it has read.</summary>
    /// <param name="ApprovedAt">When the last approval that counts was signed; null for the record's own time.</param>
    public sealed record Acquire(ExecutionClaim Claim, PlanHash PlanHash, DateTimeOffset? ApprovedAt = null) : ProposalCommand
    {
        /// <summary>By which policy it was checked.</summary>
        public PolicyRecord? Policy { get; init; }

        /// <summary>What is used of budgets once it is claimed.</summary>
        public ImmutableArray<BudgetUse> Budgets { get; init; } = [];
    }

    /// <summary>AWS did nothing; another invocation may make the change.</summary>
    public sealed record Release(string RequestId) : ProposalCommand;

    /// <summary>AWS failed or did not answer, so that the outcome is not known yet; the holder does nothing more.</summary>
    /// <param name="ReadBackFrom">From when on the target shows whether the change was made.</param>
    public sealed record MarkUnconfirmed(string RequestId, Refusal Problem, DateTimeOffset ReadBackFrom) : ProposalCommand;

    public sealed record RecordExecution(string RequestId, ExecutionRecord Execution) : ProposalCommand;

    /// <summary>The claim expired without a recorded execution, and the target does not show whether the change was made.</summary>
    public sealed record DeclareUnknown(Refusal Problem) : ProposalCommand;

    /// <summary>The claim expired without a recorded execution, and the target shows whether the change was made.</summary>
    public sealed record RecordReadBack(bool Done) : ProposalCommand;

    public sealed record RecordVerification(VerificationRecord Verification) : ProposalCommand;

    /// <summary>The change did not settle and is reverted: first <see cref="ReversalStatus.Started"/>, then the result.</summary>
    /// <inheritdoc cref="Finish"/>
    public sealed record RecordReversal(ReversalRecord Reversal, TimeSpan? VerificationTime = null) : ProposalCommand;

    /// <summary>The state machine has finished.</summary>
    /// <param name="Failure">Why it failed, or null.</param>
    /// <param name="Unknown">For people: how to find out what was done if the outcome is not known, or null.</param>
    /// <param name="VerificationTime">
    /// For how long after its execution a change may still be verified, and is neither reverted nor ended; null for
    /// <see cref="ProposalTransitions.MaxVerificationTime"/>, zero when its execution has ended, so that nothing verifies it any more.
    /// </param>
    /// <param name="EffectAfter">How long after a verified end the watched signal is looked at first.</param>
    public sealed record Finish(Refusal? Failure, Refusal? Unknown = null, TimeSpan? VerificationTime = null, TimeSpan? EffectAfter = null) : ProposalCommand;

    /// <summary>The watched signal of a completed change was looked at.</summary>
    /// <param name="Next">When it is to be looked at again, or null.</param>
    public sealed record RecordEffect(EffectRecord Effect, DateTimeOffset? Next) : ProposalCommand;
}
