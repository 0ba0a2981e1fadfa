using System.Text.Json.Nodes;

using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals.Transitions;

/// <summary>The transitions by decisions of people, and the expiry without one.</summary>
internal static class DecisionTransitions
{
    public const string NoDecisionReason = "Nobody decided within the approval window.";

    public static Transition Approve(Proposal proposal, ProposalCommand.Approve command, DateTimeOffset now)
    {
        if (CheckDecision(proposal, command.PlanHash, command.Token, now) is { } refusal)
        {
            return new Transition.Refused(proposal, refusal);
        }

        if (command.By.UserId == proposal.Requester.UserId && !MayApproveOwn(proposal, command.By))
        {
            return new Transition.Refused(proposal, new Refusal(
                ErrorCode.SelfApprovalForbidden,
                $"{command.By.UserId} proposed this change and so may not approve it. Ask another approver; the proposal stays open until {Timestamps.Text(proposal.Wait!.ExpiresAt)}."));
        }

        if (proposal.ApprovedBy(command.By.UserId))
        {
            return new Transition.NoEffect(proposal);
        }

        var approvals = proposal.Approvals.Add(new Approval(command.By, now));
        var enough = approvals.Length >= proposal.ApprovalsNeeded;
        var details = new JsonObject { ["approvals"] = approvals.Length, ["approvals_needed"] = proposal.ApprovalsNeeded, ["plan_hash"] = proposal.PlanHash.Value };
        return ProposalTransitions.Applied(
            proposal with { Approvals = approvals, Status = enough ? ProposalStatus.Approved : ProposalStatus.Pending },
            new AuditEntry(AuditEventType.ApprovalGranted, enough ? "approved" : "counted", details.ToElement()));
    }

    public static Transition Deny(Proposal proposal, ProposalCommand.Deny command, DateTimeOffset now) =>
        CheckDecision(proposal, command.PlanHash, command.Token, now) is { } refusal
            ? new Transition.Refused(proposal, refusal)
            : End(proposal, ProposalStatus.Denied, AuditEventType.ApprovalDenied, new ProposalClosure(command.By, now, command.Reason));

    public static Transition Withdraw(Proposal proposal, ProposalCommand.Withdraw command, DateTimeOffset now)
    {
        if (command.By.UserId != proposal.Requester.UserId)
        {
            return new Transition.Refused(proposal, new Refusal(
                ErrorCode.RoleRequired,
                "Only the person who proposed a change may withdraw it. As an approver you may deny it instead."));
        }

        return CheckDecision(proposal, command.PlanHash, command.Token, now) is { } refusal
            ? new Transition.Refused(proposal, refusal)
            : End(proposal, ProposalStatus.Withdrawn, AuditEventType.ApprovalWithdrawn, new ProposalClosure(command.By, now, command.Reason));
    }

    public static Transition Close(Proposal proposal, string reason, DateTimeOffset now) =>
        proposal.Status is ProposalStatus.Pending
            ? End(proposal, ProposalStatus.Expired, AuditEventType.ApprovalExpired, new ProposalClosure(Person.Agent(RequestSource.Workflow), now, reason))
            : new Transition.NoEffect(proposal);

    internal static Transition End(Proposal proposal, ProposalStatus status, AuditEventType type, ProposalClosure closure) =>
        ProposalTransitions.Applied(
            // Wait is kept: its task token is needed for the callback to the state machine.
            proposal with { Status = status, Closure = closure, EndedAt = closure.At },
            new AuditEntry(type, status.ToString().ToLowerInvariant(), new JsonObject { ["reason"] = closure.Reason }.ToElement()));

    private static bool MayApproveOwn(Proposal proposal, Person person) =>
        proposal.Risk is { SelfApprovalAllowed: true } && person.ActedInPerson;

    private static Refusal? CheckDecision(Proposal proposal, string? planHash, TokenHash? token, DateTimeOffset now)
    {
        // The token was rotated after the proposal was looked up.
        if (token is { } given && given != proposal.TokenHash)
        {
            return ProposalReference.Invalid;
        }

        if (planHash is not null && !proposal.PlanHash.Matches(planHash))
        {
            return new Refusal(
                ErrorCode.PlanChanged,
                $"The plan hash is not this proposal's ({proposal.PlanHash.Short}). Look at the proposal again and decide on what it shows.");
        }

        return proposal.Status switch
        {
            ProposalStatus.Submitted => new Refusal(ErrorCode.ResourceBusy, "The proposal is still being validated. Try again in a few seconds."),
            ProposalStatus.Pending when now < proposal.Wait!.ExpiresAt => null,
            ProposalStatus.Pending or ProposalStatus.Expired => new Refusal(
                ErrorCode.ApprovalExpired, "The approval window is over and nothing was changed. Propose the change again if it is still needed."),
            _ => AlreadyDecided(proposal),
        };
    }

    private static Refusal AlreadyDecided(Proposal proposal)
    {
        var status = proposal.Status.ToString().ToLowerInvariant();
        var by = proposal.Closure is { } closure ? $" by {closure.By.UserId} at {Timestamps.Text(closure.At)}"
            : proposal.Approvals.Length > 0 ? $" after approval by {string.Join(" and ", proposal.Approvals.Select(a => a.By.UserId))}"
            : string.Empty;
        return new Refusal(
            ErrorCode.AlreadyDecided,
            $"This proposal is {status}{by}; a decision is made once. See GET /operations/proposals/{proposal.Id}.",
            new JsonObject { ["proposal_id"] = proposal.Id.Value, ["status"] = status }.ToElement());
    }
}
