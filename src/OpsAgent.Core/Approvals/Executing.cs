using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;

namespace OpsAgent.Core.Approvals;

/// <summary>The transitions of the one invocation that acts, and of those that look at what it did.</summary>
internal static class Executing
{
    public static Transition Acquire(Proposal proposal, ProposalCommand.Acquire command, DateTimeOffset now)
    {
        if (proposal.Status is ProposalStatus.Executing)
        {
            return proposal is { Claim.Released: true, Execution: null }
                ? ProposalTransitions.Applied(proposal with { Claim = command.Claim })
                : new Transition.NoEffect(proposal);
        }

        if (proposal.Status is not ProposalStatus.Approved || proposal.Approvals.Length < proposal.ApprovalsNeeded)
        {
            return new Transition.Refused(proposal, new Refusal(ErrorCode.PolicyDenied, "There is no live approval of this change."));
        }

        if (command.PlanHash != proposal.PlanHash)
        {
            return new Transition.Refused(proposal, new Refusal(ErrorCode.PlanChanged, "What would be done is not what was approved."));
        }

        if (now - proposal.Approvals[^1].At > ProposalTransitions.ApprovalLifetime)
        {
            const string Reason = "The approval was older than five minutes when the change was to be made.";
            return Deciding.End(proposal, ProposalStatus.Expired, AuditEventType.ApprovalExpired, new Closure(Person.Agent(Channel.Workflow), now, Reason));
        }

        return ProposalTransitions.Applied(proposal with { Status = ProposalStatus.Executing, Claim = command.Claim });
    }

    public static Transition Release(Proposal proposal, string requestId) =>
        HeldBy(proposal, requestId)
            ? ProposalTransitions.Applied(proposal with { Claim = proposal.Claim! with { Released = true } })
            : new Transition.NoEffect(proposal);

    public static Transition Record(Proposal proposal, ProposalCommand.RecordExecution command) =>
        HeldBy(proposal, command.RequestId) ? Record(proposal, command.Execution) : new Transition.NoEffect(proposal);

    public static Transition DeclareUnknown(Proposal proposal, Refusal problem, DateTimeOffset now) =>
        proposal is { Status: ProposalStatus.Executing, Execution: null, Claim: { Released: false } claim } && now >= claim.Deadline
            ? Record(proposal, new ExecutionRecord(ExecutionStatus.Unknown, now, TimeSpan.Zero, problem))
            : new Transition.NoEffect(proposal);

    public static Transition Verify(Proposal proposal, VerificationRecord verification)
    {
        if (proposal is not { Status: ProposalStatus.Executing, Execution.Status: ExecutionStatus.Executed } || proposal.Verification is { Verified: true })
        {
            return new Transition.NoEffect(proposal);
        }

        var next = proposal with { Verification = verification };
        return verification.Verified
            ? ProposalTransitions.Applied(next, new AuditEntry(
                AuditEventType.OutcomeVerified, "verified", new JsonObject { ["summary"] = verification.Summary }.Freeze()))
            : ProposalTransitions.Applied(next);
    }

    public static Transition Finish(Proposal proposal, Refusal? failure, DateTimeOffset now)
    {
        return proposal.Execution?.Status switch
        {
            ExecutionStatus.WouldExecute => End(ProposalStatus.Completed),
            ExecutionStatus.Executed when proposal.Verification is { Verified: true } => End(ProposalStatus.Completed),
            ExecutionStatus.Executed => End(ProposalStatus.Failed, new AuditEntry(
                AuditEventType.OutcomeVerified, "not_verified", Said("summary", proposal.Verification?.Summary ?? failure?.Message))),
            ExecutionStatus.Failed => End(ProposalStatus.Failed),
            ExecutionStatus.Unknown => End(ProposalStatus.Unknown),
            _ when proposal.Claim is { Released: true } => End(ProposalStatus.Failed, new AuditEntry(
                AuditEventType.ActionFailed, "not_executed", Said("message", failure?.Message))),
            // Claimed and never recorded: the invocation died with the outcome.
            _ => End(ProposalStatus.Unknown, new AuditEntry(AuditEventType.ActionFailed, "unknown", Said("message", failure?.Message))),
        };

        Transition End(ProposalStatus status, params ReadOnlySpan<AuditEntry> entries) =>
            ProposalTransitions.Applied(proposal with { Status = status, EndedAt = now }, entries);
    }

    private static JsonElement Said(string name, string? text) => new JsonObject { [name] = text }.Freeze();

    private static Transition Record(Proposal proposal, ExecutionRecord execution)
    {
        var succeeded = execution.Status is ExecutionStatus.Executed or ExecutionStatus.WouldExecute;
        return ProposalTransitions.Applied(proposal with { Execution = execution }, new AuditEntry(
            succeeded ? AuditEventType.ActionExecuted : AuditEventType.ActionFailed,
            JsonSerializer.SerializeToElement(execution.Status, CoreJson.Default.ExecutionStatus).GetString()!,
            execution.Problem is { } problem ? ProposalTransitions.RefusalDetails(problem) : null));
    }

    private static bool HeldBy(Proposal proposal, string requestId) =>
        proposal is { Status: ProposalStatus.Executing, Execution: null, Claim: { Released: false } claim } && claim.RequestId == requestId;
}
