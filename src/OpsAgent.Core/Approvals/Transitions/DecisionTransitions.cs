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
        var refusal = CheckReference(proposal, command.PlanHash, command.Token)
            ?? DecisionRights.CheckOpen(proposal, now)
            ?? DecisionRights.CheckProgram(proposal, command.By)
            ?? DecisionRights.CheckSelfApproval(proposal, command.By, command.Authority);
        if (refusal is not null)
        {
            return new Transition.Refused(proposal, refusal);
        }

        return proposal.ApprovedBy(command.By.UserId, command.Authority)
            ? new Transition.NoEffect(proposal)
            : Count(proposal with { Approvals = proposal.Approvals.Add(new Approval(command.By, now)) }, command.Authority, "counted");
    }

    public static Transition Adopt(Proposal proposal, ProposalCommand.Adopt command, DateTimeOffset now)
    {
        var refusal = CheckReference(proposal, command.PlanHash, token: null)
            ?? DecisionRights.CheckAdoption(proposal, command.By, command.Authority)
            ?? DecisionRights.CheckOpen(proposal, now);
        return refusal is not null ? new Transition.Refused(proposal, refusal)
            : proposal is not { NeedsAdoption: true, Adoption: null } ? new Transition.NoEffect(proposal)
            : Count(proposal with { Adoption = new Approval(command.By, now) }, command.Authority, "adopted");
    }

    public static Transition BreakGlass(Proposal proposal, ProposalCommand.BreakGlass command, DateTimeOffset now)
    {
        var (by, statement) = (command.By, command.Statement);
        var refusal = CheckReference(proposal, command.PlanHash, token: null)
            ?? DecisionRights.CheckOpen(proposal, now)
            ?? DecisionRights.CheckBreakGlass(proposal, by, command.Authority)
            ?? (proposal.Risk!.Level == statement.RiskLevel ? null : new Refusal(ErrorCode.PlanChanged, "The risk is no longer the one that was shown. Look at the proposal again."));
        if (refusal is not null)
        {
            return new Transition.Refused(proposal, refusal);
        }

        var given = DecisionRights.CountedApprovers(proposal, command.Authority).Count;
        // Each person stands there once.
        var others = proposal.Approvals.RemoveAll(a => command.Authority.IsSamePerson(a.By.UserId, by.UserId));
        var next = proposal with { Status = ProposalStatus.Approved, Approvals = others.Add(new Approval(by, now) { BreakGlass = statement }) };
        return ProposalTransitions.Applied(
            next,
            new AuditEntry(AuditEventType.ApprovalGranted, "approved", CountDetails(proposal, given).ToElement()),
            new AuditEntry(AuditEventType.BreakGlass, "approved", new JsonObject
            {
                ["incident_id"] = statement.IncidentId.Value,
                ["reason"] = statement.Reason,
                ["risk_level"] = WireName.Of(statement.RiskLevel),
                ["approvals"] = given,
                ["approvals_needed"] = proposal.ApprovalsNeeded,
                ["groups"] = JsonConversions.Array(BreakGlassText.GroupsOf(proposal)),
                ["plan_hash"] = proposal.PlanHash.Value,
            }.ToElement()));
    }

    public static Transition Review(Proposal proposal, ProposalCommand.ReviewBreakGlass command, DateTimeOffset now) =>
        (CheckReference(proposal, command.PlanHash, token: null) ?? DecisionRights.CheckReview(proposal, command.By, command.Authority)) is { } refusal
            ? new Transition.Refused(proposal, refusal)
            : ProposalTransitions.Applied(
                proposal with { BreakGlassReview = new BreakGlassReview(command.By, now, command.Note) },
                new AuditEntry(AuditEventType.BreakGlassReviewed, "reviewed", new JsonObject
                {
                    ["broken_by"] = proposal.BrokenGlass!.By.UserId.Value,
                    ["incident_id"] = proposal.BrokenGlass.BreakGlass!.IncidentId.Value,
                    ["note"] = command.Note,
                }.ToElement()));

    public static Transition Deny(Proposal proposal, ProposalCommand.Deny command, DateTimeOffset now) =>
        (CheckReference(proposal, command.PlanHash, command.Token) ?? DecisionRights.CheckOpen(proposal, now) ?? DecisionRights.CheckProgram(proposal, command.By)) is { } refusal
            ? new Transition.Refused(proposal, refusal)
            : End(proposal, ProposalStatus.Denied, AuditEventType.ApprovalDenied, new ProposalClosure(command.By, now, command.Reason));

    public static Transition Withdraw(Proposal proposal, ProposalCommand.Withdraw command, DateTimeOffset now)
    {
        var refusal = DecisionRights.CheckRequester(proposal, command.By, command.Authority)
            ?? CheckReference(proposal, command.PlanHash, command.Token)
            ?? DecisionRights.CheckOpen(proposal, now);
        return refusal is not null
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
            new AuditEntry(type, WireName.Of(status), new JsonObject { ["reason"] = closure.Reason }.ToElement()));

    /// <param name="proposal">With the approval or adoption that is new.</param>
    private static Transition Count(Proposal proposal, Authority authority, string notEnough)
    {
        // An address that was given to somebody else meanwhile may leave fewer people than approvals.
        var people = DecisionRights.CountedApprovers(proposal, authority);
        var enough = people.Count >= proposal.ApprovalsNeeded && proposal.Risk?.FindUnmet(people, authority) is null;
        return ProposalTransitions.Applied(
            proposal with { Status = enough ? ProposalStatus.Approved : ProposalStatus.Pending },
            new AuditEntry(AuditEventType.ApprovalGranted, enough ? "approved" : notEnough, CountDetails(proposal, people.Count).ToElement()));
    }

    private static JsonObject CountDetails(Proposal proposal, int people) =>
        new() { ["approvals"] = people, ["approvals_needed"] = proposal.ApprovalsNeeded, ["plan_hash"] = proposal.PlanHash.Value };

    private static Refusal? CheckReference(Proposal proposal, string? planHash, TokenHash? token)
    {
        // The token was rotated after the proposal was looked up.
        if (token is { } given && given != proposal.TokenHash)
        {
            return ProposalReference.Invalid;
        }

        return planHash is not null && !proposal.PlanHash.Matches(planHash)
            ? new Refusal(
                ErrorCode.PlanChanged,
                $"The plan hash is not this proposal's ({proposal.PlanHash.Short}). Look at the proposal again and decide on what it shows.")
            : null;
    }
}
