using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals.Transitions;

/// <summary>
/// The state transitions of a proposal as a pure function. Nothing else changes a proposal; the store saves the result by
/// compare-and-swap. Terminal states never change; only what was seen of the effect, and the review of a
/// break-glass approval, are added beside one.
/// </summary>
public static class ProposalTransitions
{
    /// <summary>The largest age of the last approval when the change is made; in a redriven execution it is older.</summary>
    public static readonly TimeSpan ApprovalLifetime = TimeSpan.FromMinutes(5);

    /// <summary>How long the state machine tries VerifyOutcome again at most; an operation may end it earlier.</summary>
    public static readonly TimeSpan MaxVerificationTime = TimeSpan.FromMinutes(30);

    public static Transition Apply(Proposal proposal, ProposalCommand command, DateTimeOffset now)
    {
        return command switch
        {
            ProposalCommand.RotateToken c => Rotate(proposal, c),
            ProposalCommand.Assess c => Assess(proposal, c),
            ProposalCommand.Reject c => proposal.Status == c.From ? Reject(proposal with { Policy = c.Policy ?? proposal.Policy }, c.Refusal, now) : new Transition.NoEffect(proposal),
            ProposalCommand.Await c => Await(proposal, c.Wait),
            ProposalCommand.RaiseRequirements c => RaiseRequirements(proposal, c),
            ProposalCommand.Remind c => Remind(proposal, c.Last, now),
            ProposalCommand.MarkSeen => MarkSeen(proposal, now),
            ProposalCommand.Approve c => DecisionTransitions.Approve(proposal, c, now),
            ProposalCommand.Adopt c => DecisionTransitions.Adopt(proposal, c, now),
            ProposalCommand.BreakGlass c => DecisionTransitions.BreakGlass(proposal, c, now),
            ProposalCommand.ReviewBreakGlass c => DecisionTransitions.Review(proposal, c, now),
            ProposalCommand.Deny c => DecisionTransitions.Deny(proposal, c, now),
            ProposalCommand.Withdraw c => DecisionTransitions.Withdraw(proposal, c, now),
            ProposalCommand.Close c => DecisionTransitions.Close(proposal, c.Reason, now),
            ProposalCommand.Acquire c => ExecutionTransitions.Acquire(proposal, c, now),
            ProposalCommand.Release c => ExecutionTransitions.Release(proposal, c.RequestId),
            ProposalCommand.MarkUnconfirmed c => ExecutionTransitions.MarkUnconfirmed(proposal, c),
            ProposalCommand.RecordExecution c => ExecutionTransitions.Record(proposal, c),
            ProposalCommand.DeclareUnknown c => ExecutionTransitions.DeclareUnknown(proposal, c.Problem, now),
            ProposalCommand.RecordReadBack c => ExecutionTransitions.ReadBack(proposal, c.Done, now),
            ProposalCommand.RecordVerification c => ExecutionTransitions.Verify(proposal, c.Verification),
            ProposalCommand.RecordReversal c => ExecutionTransitions.Revert(proposal, c, now),
            ProposalCommand.Finish c => Finish(proposal, c, now),
            ProposalCommand.RecordEffect c => ExecutionTransitions.RecordEffect(proposal, c, now),
            _ => throw new ArgumentException($"{command.GetType().Name} is not a known command.", nameof(command)),
        };
    }

    internal static Transition Applied(Proposal next, params ReadOnlySpan<AuditEntry> entries) => new Transition.Applied(next, [.. entries]);

    internal static Transition Reject(Proposal proposal, Refusal refusal, DateTimeOffset now) =>
        proposal.Status is ProposalStatus.Submitted or ProposalStatus.Pending or ProposalStatus.Approved
            ? Applied(
                // An execution that waits is resumed with the task token.
                proposal with { Status = ProposalStatus.Rejected, Refusal = refusal, EndedAt = now, Wait = proposal.Status is ProposalStatus.Pending ? proposal.Wait : null },
                new AuditEntry(AuditEventType.GuardrailRejected, WireName.Of(refusal.Code), RefusalDetails(refusal)))
            : new Transition.NoEffect(proposal);

    internal static JsonElement RefusalDetails(Refusal refusal) =>
        new JsonObject { ["code"] = WireName.Of(refusal.Code), ["message"] = refusal.Message, ["facts"] = refusal.Details?.ToNode() }.ToElement();

    private static Transition Rotate(Proposal proposal, ProposalCommand.RotateToken command) =>
        proposal.Status is ProposalStatus.Submitted or ProposalStatus.Pending
            ? Applied(proposal with { TokenHash = command.TokenHash })
            : new Transition.NoEffect(proposal);

    private static Transition Assess(Proposal proposal, ProposalCommand.Assess command) =>
        proposal.Status is ProposalStatus.Submitted
            ? Applied(proposal with { Risk = command.Risk, Policy = command.Policy, Plan = proposal.Plan with { Notes = command.Notes } })
            : new Transition.NoEffect(proposal);

    private static Transition Await(Proposal proposal, ApprovalWait wait)
    {
        if (proposal.Status is ProposalStatus.Pending)
        {
            return wait.IsNewerThan(proposal.Wait) ? Applied(proposal with { Wait = wait with { ExpiresAt = proposal.Wait!.ExpiresAt } }) : new Transition.NoEffect(proposal);
        }

        // Without a risk assessment the number of required approvals is not known: the steps ran out of order.
        if (proposal.Status is not ProposalStatus.Submitted || proposal.Risk is not { } risk)
        {
            return new Transition.NoEffect(proposal);
        }

        var details = new JsonObject
        {
            ["risk_level"] = WireName.Of(risk.Level),
            ["risk_reasons"] = JsonConversions.Array(risk.Reasons),
            ["approvals_needed"] = proposal.ApprovalsNeeded,
            ["plan_hash"] = proposal.PlanHash.Value,
            ["expires_at"] = Timestamps.Text(wait.ExpiresAt),
        };
        return Applied(
            proposal with { Status = ProposalStatus.Pending, Wait = wait },
            new AuditEntry(AuditEventType.ApprovalRequested, "pending", details.ToElement()));
    }

    private static Transition MarkSeen(Proposal proposal, DateTimeOffset now) =>
        proposal is { Status: ProposalStatus.Pending, FirstSeenAt: null, Wait: { } wait } && now < wait.ExpiresAt
            ? Applied(proposal with { FirstSeenAt = now })
            : new Transition.NoEffect(proposal);

    // Approvals that were given are of the plan, which stays what it was, so they stay too.
    private static Transition RaiseRequirements(Proposal proposal, ProposalCommand.RaiseRequirements command)
    {
        if (proposal is not { Status: ProposalStatus.Pending, Risk: { } risk } || !command.Verdict.AsksMoreThan(risk))
        {
            return new Transition.NoEffect(proposal);
        }

        var raised = command.Verdict.Revise(risk);
        var next = proposal with { Risk = raised, Policy = command.Policy };
        var details = new JsonObject
        {
            ["policy_rules"] = JsonConversions.Array(command.Verdict.Asked.Select(a => a.Rule).Distinct()),
            ["risk_reasons"] = JsonConversions.Array(raised.Reasons),
            ["approvals_needed_before"] = proposal.ApprovalsNeeded,
            ["approvals_needed"] = next.ApprovalsNeeded,
            ["plan_hash"] = proposal.PlanHash.Value,
        };
        return Applied(next, new AuditEntry(AuditEventType.ApprovalRequested, "raised", details.ToElement()));
    }

    // Each reminder once, however late: what was due is compared with what was last sent.
    private static Transition Remind(Proposal proposal, TimeSpan beforeEnd, DateTimeOffset now)
    {
        if (proposal is not { Status: ProposalStatus.Pending, Wait: { } wait } || now >= wait.ExpiresAt)
        {
            return new Transition.NoEffect(proposal);
        }

        var (half, last) = (wait.EnteredAt + ((wait.ExpiresAt - wait.EnteredAt) / 2), wait.ExpiresAt - beforeEnd);
        var isDue = IsDue(half) || IsDue(last);
        return isDue ? Applied(proposal with { RemindedAt = now }) : new Transition.NoEffect(proposal);

        bool IsDue(DateTimeOffset moment) => now >= moment && !(proposal.RemindedAt >= moment);
    }

    private static Transition Finish(Proposal proposal, ProposalCommand.Finish command, DateTimeOffset now) => proposal.Status switch
    {
        ProposalStatus.Submitted or ProposalStatus.Approved => Reject(proposal, command.Failure ?? NotReached, now),
        ProposalStatus.Pending when now >= proposal.Wait!.ExpiresAt => DecisionTransitions.Close(proposal, DecisionTransitions.NoDecisionReason, now),
        ProposalStatus.Pending => DecisionTransitions.Close(proposal, command.Failure?.Message ?? "The workflow ended before anybody decided.", now),
        ProposalStatus.Executing => ExecutionTransitions.Finish(proposal, command, now),
        _ => new Transition.NoEffect(proposal),
    };

    private static readonly Refusal NotReached =
        new(ErrorCode.InternalError, "The workflow ended before the change was made. Nothing was changed; propose it again.");
}
