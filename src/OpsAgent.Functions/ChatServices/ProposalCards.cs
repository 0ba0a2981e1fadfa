using OpsAgent.Core.Approvals;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities;
using OpsAgent.Functions.Api.Chat;
using OpsAgent.Functions.Api.Proposals;

namespace OpsAgent.Functions.ChatServices;

/// <summary>A proposal as everybody sees it, whoever they are.</summary>
internal static class ProposalCards
{
    public static ProposalCard Of(Proposal proposal, Authority authority, AgentOptions options, DateTimeOffset now)
    {
        var nobody = new Caller(proposal.Requester, Roles.None) { Authority = authority };
        return ChatCards.Of(new ProposalView
        {
            ProposalId = proposal.Id.Value,
            Status = WireName.Of(proposal.Status),
            ActionSummary = proposal.Plan.Summary,
            Reason = proposal.Plan.Reason,
            PlanHash = proposal.PlanHash.Value,
            RequestedBy = proposal.Requester.UserId.Value,
            ExpiresAt = proposal.Wait?.ExpiresAt,
            RiskLevel = proposal.Risk is { } risk ? WireName.Of(risk.Level) : null,
            RiskReasons = proposal.Risk?.Reasons,
            ApprovalsNeeded = proposal.Risk is null ? null : proposal.ApprovalsNeeded,
            ApprovedBy = [.. proposal.Approvals.Select(a => a.By.UserId.Value)],
            WhoMayDecide = new DecisionRights(proposal, nobody, options, now).WhoMayDecide,
            Decisions = [],
            ClosedBy = proposal.Closure?.By.UserId.Value,
            Message = OutcomeMessage.Of(proposal),
            Plan = PlanAnswer.Of(proposal.Plan),
        }) with { MayDecide = null };
    }
}
