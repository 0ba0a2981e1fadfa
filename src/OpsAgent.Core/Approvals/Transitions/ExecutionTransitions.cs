using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals.Effects;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals.Transitions;

/// <summary>The transitions of execution, verification and reversal.</summary>
internal static class ExecutionTransitions
{
    public static Transition Acquire(Proposal proposal, ProposalCommand.Acquire command, DateTimeOffset now)
    {
        if (proposal is { Status: ProposalStatus.Executing } and not { Claim.Released: true, Execution: null })
        {
            return new Transition.NoEffect(proposal);
        }

        if (proposal.Status is not (ProposalStatus.Approved or ProposalStatus.Executing) || (proposal.BrokenGlass is null && proposal.Approvals.Length < proposal.ApprovalsNeeded))
        {
            return Refused(ErrorCode.PolicyDenied, "There is no live approval of this change.");
        }

        if (command.PlanHash != proposal.PlanHash)
        {
            return Refused(ErrorCode.PlanChanged, "What would be done is not what was approved.");
        }

        var stored = proposal.Approvals[^1].At;
        var approvedAt = command.ApprovedAt is { } signed && signed < stored ? signed : stored;
        if (now - approvedAt <= ProposalTransitions.ApprovalLifetime)
        {
            return new Transition.Applied(
                proposal with { Status = ProposalStatus.Executing, Claim = command.Claim with { Lost = proposal.Claim?.Lost ?? 0 }, Policy = command.Policy ?? proposal.Policy }, [])
            {
                Budgets = command.Budgets,
            };
        }

        const string TooOld = "The approval was older than five minutes when the change was to be made.";
        return proposal.Status is ProposalStatus.Approved
            ? DecisionTransitions.End(proposal, ProposalStatus.Expired, AuditEventType.ApprovalExpired, new ProposalClosure(Person.Agent(RequestSource.Workflow), now, TooOld))
            : Refused(ErrorCode.ApprovalExpired, TooOld);

        Transition Refused(ErrorCode code, string message) => new Transition.Refused(proposal, new Refusal(code, message));
    }

    public static Transition Release(Proposal proposal, string requestId) =>
        HeldBy(proposal, requestId)
            ? ProposalTransitions.Applied(proposal with { Claim = proposal.Claim! with { Released = true } })
            : new Transition.NoEffect(proposal);

    public static Transition MarkUnconfirmed(Proposal proposal, ProposalCommand.MarkUnconfirmed command)
    {
        if (!HeldBy(proposal, command.RequestId))
        {
            return new Transition.NoEffect(proposal);
        }

        // The holder does nothing more, so the target may be read before the end of its invocation.
        var claim = proposal.Claim!;
        return ProposalTransitions.Applied(
            proposal with { Claim = claim with { Unconfirmed = command.Problem, Deadline = command.ReadBackFrom < claim.Deadline ? command.ReadBackFrom : claim.Deadline } },
            new AuditEntry(AuditEventType.ErrorOccurred, "no_result", ProposalTransitions.RefusalDetails(command.Problem)));
    }

    public static Transition Record(Proposal proposal, ProposalCommand.RecordExecution command) =>
        HeldBy(proposal, command.RequestId) ? Record(proposal, command.Execution) : new Transition.NoEffect(proposal);

    public static Transition DeclareUnknown(Proposal proposal, Refusal problem, DateTimeOffset now) =>
        IsLost(proposal, now)
            ? Record(proposal, new ExecutionRecord(ExecutionStatus.Unknown, now, TimeSpan.Zero, problem))
            : new Transition.NoEffect(proposal);

    public static Transition ReadBack(Proposal proposal, bool done, DateTimeOffset now) =>
        !IsLost(proposal, now) ? new Transition.NoEffect(proposal)
        : done ? Record(proposal, new ExecutionRecord(ExecutionStatus.Executed, now, TimeSpan.Zero), new JsonObject { ["read_back"] = true }.ToElement())
        // One more attempt is allowed.
        : proposal.Claim!.Lost == 0 ? ProposalTransitions.Applied(proposal with { Claim = proposal.Claim with { Released = true, Lost = 1 } })
        : Record(proposal, new ExecutionRecord(ExecutionStatus.Failed, now, TimeSpan.Zero, TwiceNotDone));

    public static Transition Verify(Proposal proposal, VerificationRecord verification) =>
        // An earlier verification that arrives late must not overwrite a later one.
        IsUnverified(proposal) && proposal.Reversal is null && (proposal.Verification is not { } last || (verification.At > last.At && !last.Failed))
            ? ProposalTransitions.Applied(proposal with { Verification = verification })
            : new Transition.NoEffect(proposal);

    public static Transition Revert(Proposal proposal, ProposalCommand.RecordReversal command, DateTimeOffset now)
    {
        var reversal = command.Reversal;
        var isNext = proposal.Reversal is { Status: ReversalStatus.Started } || (reversal.Status is ReversalStatus.Started && proposal.Reversal is null);
        if (!IsUnverified(proposal) || !isNext)
        {
            return new Transition.NoEffect(proposal);
        }

        if (proposal.Reversal is null && CheckVerificationIsOver(proposal, command.VerificationTime, now) is { } early)
        {
            return new Transition.Refused(proposal, early);
        }

        var next = proposal with { Reversal = reversal };
        return reversal.Status is ReversalStatus.Started ? ProposalTransitions.Applied(next) : ProposalTransitions.Applied(next, new AuditEntry(
            reversal.Status is ReversalStatus.Reverted ? AuditEventType.ActionExecuted : AuditEventType.ActionFailed,
            WireName.Of(reversal.Status),
            reversal.Problem is { } problem
                ? ProposalTransitions.RefusalDetails(problem)
                : new JsonObject { ["summary"] = reversal.Summary }.ToElement()));
    }

    public static Transition Finish(Proposal proposal, ProposalCommand.Finish command, DateTimeOffset now)
    {
        var failure = command.Failure;
        if (proposal is { Execution: null, Claim: { Released: false } claim } && now < claim.Deadline)
        {
            return new Transition.Refused(proposal, new Refusal(
                ErrorCode.ResourceBusy, $"The change is being made, until {Timestamps.Text(claim.Deadline)} at the latest; its end cannot be recorded before."));
        }

        if (proposal.Reversal is { Status: ReversalStatus.Started, Deadline: { } deadline } && now < deadline)
        {
            return new Transition.Refused(proposal, new Refusal(
                ErrorCode.ResourceBusy, $"The change is being reverted, until {Timestamps.Text(deadline)} at the latest; its end cannot be recorded before."));
        }

        if (IsUnverified(proposal) && proposal.Reversal is null && CheckVerificationIsOver(proposal, command.VerificationTime, now) is { } early)
        {
            return new Transition.Refused(proposal, early);
        }

        return proposal.Execution?.Status switch
        {
            ExecutionStatus.WouldExecute => End(ProposalStatus.Completed, AuditEventType.OutcomeVerified, "dry_run", null),
            ExecutionStatus.Executed when proposal.Verification is { Verified: true } seen =>
                End(ProposalStatus.Completed, AuditEventType.OutcomeVerified, "verified", seen.Summary, effectDueAt: proposal.Watch is null ? null : now + (command.EffectAfter ?? EffectSchedule.First)),
            ExecutionStatus.Executed =>
                End(ProposalStatus.Failed, AuditEventType.OutcomeVerified, "not_verified", proposal.Verification?.Summary ?? failure?.Message),
            ExecutionStatus.Failed => End(ProposalStatus.Failed, AuditEventType.OutcomeVerified, "failed", null),
            ExecutionStatus.Unknown => End(ProposalStatus.Unknown, AuditEventType.OutcomeVerified, "unknown", null),
            _ when proposal.Claim is { Released: true } => End(ProposalStatus.Failed, AuditEventType.ActionFailed, "not_executed", failure?.Message),
            // Claimed but not recorded: the invocation ended without storing the outcome.
            _ when command.Unknown is { } unknown => End(
                ProposalStatus.Unknown, AuditEventType.ActionFailed, "unknown", unknown.Message, new ExecutionRecord(ExecutionStatus.Unknown, now, TimeSpan.Zero, unknown)),
            _ => End(ProposalStatus.Unknown, AuditEventType.ActionFailed, "unknown", failure?.Message),
        };

        Transition End(ProposalStatus status, AuditEventType type, string outcome, string? summary, ExecutionRecord? execution = null, DateTimeOffset? effectDueAt = null) =>
            ProposalTransitions.Applied(
                proposal with
                {
                    Status = status,
                    EndedAt = now,
                    Refusal = proposal.Execution is null ? failure : null,
                    Execution = execution ?? proposal.Execution,
                    EffectDueAt = effectDueAt,
                },
                new AuditEntry(type, outcome, summary is null ? null : new JsonObject { ["summary"] = summary }.ToElement()));
    }

    // Each look once: the next is due later, or never.
    public static Transition RecordEffect(Proposal proposal, ProposalCommand.RecordEffect command, DateTimeOffset now) =>
        proposal is { Status: ProposalStatus.Completed, EffectDueAt: { } due } && now >= due && (command.Next is not { } next || next > due)
            ? ProposalTransitions.Applied(
                proposal with { Effects = [.. proposal.Effects ?? [], command.Effect], EffectDueAt = command.Next },
                new AuditEntry(AuditEventType.EffectObserved, WireName.Of(command.Effect.Verdict), new JsonObject { ["summary"] = command.Effect.Summary }.ToElement()))
            : new Transition.NoEffect(proposal);

    private static Transition Record(Proposal proposal, ExecutionRecord execution, JsonElement? details = null)
    {
        var succeeded = execution.Status is ExecutionStatus.Executed or ExecutionStatus.WouldExecute;
        return ProposalTransitions.Applied(proposal with { Execution = execution }, new AuditEntry(
            succeeded ? AuditEventType.ActionExecuted : AuditEventType.ActionFailed,
            WireName.Of(execution.Status),
            execution.Problem is { } problem ? ProposalTransitions.RefusalDetails(problem) : details));
    }

    private static readonly Refusal TwiceNotDone = new(
        ErrorCode.AwsServiceError,
        "AWS gave no result twice, and the target is as it was before, so nothing was changed. Propose it again if it is still needed.");

    // Claimed, never recorded, and the holder cannot act any more.
    private static bool IsLost(Proposal proposal, DateTimeOffset now) =>
        proposal is { Status: ProposalStatus.Executing, Execution: null, Claim: { Released: false } claim } && now >= claim.Deadline;

    private static Refusal? CheckVerificationIsOver(Proposal proposal, TimeSpan? verificationTime, DateTimeOffset now)
    {
        var end = proposal.Execution!.At + (verificationTime ?? ProposalTransitions.MaxVerificationTime);
        return now >= end || proposal.Verification is { Failed: true }
            ? null
            : new Refusal(ErrorCode.ResourceBusy, $"The change may still be verified, until {Timestamps.Text(end)}; until then it is neither reverted nor ended.");
    }

    private static bool IsUnverified(Proposal proposal) =>
        proposal is { Status: ProposalStatus.Executing, Execution.Status: ExecutionStatus.Executed, Verification: not { Verified: true } };

    private static bool HeldBy(Proposal proposal, string requestId) =>
        proposal is { Status: ProposalStatus.Executing, Execution: null, Claim: { Released: false, Unconfirmed: null } claim } && claim.RequestId == requestId;
}
