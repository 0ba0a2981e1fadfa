using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals.Transitions;

/// <summary>Everything that can be asked of a proposal; closed.</summary>
public abstract record ProposalCommand
{
    private ProposalCommand()
    {
    }

    /// <summary>Give the requester a new approval token; the old one ends.</summary>
    public sealed record RotateToken(TokenHash TokenHash) : ProposalCommand;

    /// <summary>A guardrail said no.</summary>
    public sealed record Reject(Refusal Refusal) : ProposalCommand;

    public sealed record Assess(RiskAssessment Risk) : ProposalCommand;

    /// <summary>The state machine waits for people now.</summary>
    public sealed record Await(ApprovalWait Wait) : ProposalCommand;

    /// <param name="By">Who; the caller has checked that they have the role.</param>
    /// <param name="PlanHash">The hash they were shown, or null where the approval token says which plan.</param>
    /// <param name="Token">The approval token they gave, or null: one that was replaced meanwhile decides nothing.</param>
    public sealed record Approve(Person By, string? PlanHash, TokenHash? Token = null) : ProposalCommand;

    /// <inheritdoc cref="Approve"/>
    public sealed record Deny(Person By, string? PlanHash, string Reason, TokenHash? Token = null) : ProposalCommand;

    /// <inheritdoc cref="Approve"/>
    public sealed record Withdraw(Person By, string? PlanHash, string Reason, TokenHash? Token = null) : ProposalCommand;

    /// <summary>The wait ended without a decision.</summary>
    public sealed record Close(string Reason) : ProposalCommand;

    /// <summary>One invocation asks for the right to act on the plan that it has just seen.</summary>
    public sealed record Acquire(ExecutionClaim Claim, PlanHash PlanHash) : ProposalCommand;

    /// <summary>AWS said that it did nothing; another invocation may act.</summary>
    public sealed record Release(string RequestId) : ProposalCommand;

    /// <summary>AWS broke down or did not answer, so that it cannot be told yet what it did; the holder does nothing more.</summary>
    /// <param name="ReadBackFrom">From when on the target shows it.</param>
    public sealed record MarkUnconfirmed(string RequestId, Refusal Problem, DateTimeOffset ReadBackFrom) : ProposalCommand;

    public sealed record RecordExecution(string RequestId, ExecutionRecord Execution) : ProposalCommand;

    /// <summary>The claim ran out without a recorded execution, and nothing shows whether the change was made.</summary>
    public sealed record DeclareUnknown(Refusal Problem) : ProposalCommand;

    /// <summary>The claim ran out without a recorded execution, and the target shows whether the change was made.</summary>
    public sealed record RecordReadBack(bool Done) : ProposalCommand;

    public sealed record RecordVerification(VerificationRecord Verification) : ProposalCommand;

    /// <summary>The change did not settle and is being put back: <see cref="ReversalStatus.Started"/> first, how it ended then.</summary>
    public sealed record RecordReversal(ReversalRecord Reversal) : ProposalCommand;

    /// <summary>The state machine is through.</summary>
    /// <param name="Failure">What stopped it on the way, or null.</param>
    /// <param name="Unknown">What to tell people where nobody can tell what was done, or null.</param>
    public sealed record Finish(Refusal? Failure, Refusal? Unknown = null) : ProposalCommand;
}
