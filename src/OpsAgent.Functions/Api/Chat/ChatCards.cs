using System.Text.Json;

using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities;
using OpsAgent.Functions.Api.Proposals;

namespace OpsAgent.Functions.Api.Chat;

/// <summary>Cards of what the proposals' routes answer.</summary>
internal static class ChatCards
{
    /// <summary>Of what was proposed just now.</summary>
    public static ProposalCard Of(ProposedAnswer answer) => OfProposal(answer.Proposal, answer.Rights, showPlan: true, text: null);

    /// <summary>Of a proposal that is looked at.</summary>
    public static ProposalCard Of(ProposalPageAnswer answer) => OfProposal(answer.Proposal, answer.Rights, showPlan: true, answer.Message);

    /// <summary>Of one among several: without its plan.</summary>
    public static ProposalCard Of(ListedProposal answer) => OfProposal(answer.Proposal, answer.Rights, showPlan: false, text: null);

    public static DecisionCard Of(Decision decision, DecidedAnswer answer, Caller by)
    {
        var (proposal, approved) = (answer.Proposal, answer as ApprovedAnswer);
        var failed = proposal.Status is ProposalStatus.Failed or ProposalStatus.Unknown or ProposalStatus.Rejected
            || proposal.Execution is { Status: ExecutionStatus.Failed or ExecutionStatus.Unknown };
        return new DecisionCard
        {
            Title = answer.ActionSummary,
            Tone = approved is null ? Tone.Neutral : failed ? Tone.Bad : Tone.Ok,
            Decision = decision switch { Decision.Approve => "approved", Decision.Deny => "denied", _ => "withdrawn" },
            ProposalId = answer.ProposalId,
            PlanHash = proposal.PlanHash.Short,
            DecidedBy = by.UserId.Value,
            Status = answer.Status,
            ExecutionStatus = approved?.ExecutionStatus,
            Verification = approved?.Verification,
            Text = answer.Message,
        };
    }

    public static ResultCard OfRefusal(Refusal refusal, string title)
    {
        var details = refusal.Details is { ValueKind: JsonValueKind.Object } given ? given.EnumerateObject().Where(d => d.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number) : [];
        return new ResultCard
        {
            Title = title,
            Tone = Tone.Bad,
            Fields = [new CardField("code", WireName.Of(refusal.Code)), .. details.Select(d => new CardField(d.Name, d.Value.ToString()))],
            Text = refusal.Message,
        };
    }

    public static ShownProposal Shown(ProposalCard card) => new(card.ProposalId, card.PlanHash);

    private static ProposalCard OfProposal(Proposal proposal, DecisionRights rights, bool showPlan, string? text)
    {
        var (plan, risk) = (proposal.Plan, proposal.Risk);
        var isOpen = proposal.Status is ProposalStatus.Pending;
        return new ProposalCard
        {
            Title = plan.Summary,
            Tone = proposal.Status switch
            {
                ProposalStatus.Completed => Tone.Ok,
                ProposalStatus.Failed or ProposalStatus.Unknown or ProposalStatus.Rejected => Tone.Bad,
                ProposalStatus.Pending => risk is { Level: RiskLevel.High } ? Tone.Bad : Tone.Warning,
                _ => Tone.Neutral,
            },
            ProposalId = proposal.Id.Value,
            Status = proposal.Status is ProposalStatus.Submitted ? "validating" : WireName.Of(proposal.Status),
            RequestedBy = proposal.Requester.UserId.Value,
            Before = showPlan ? Fields(plan.Before) : [],
            After = showPlan ? Fields(plan.After) : [],
            PlanHash = proposal.PlanHash.Short,
            RiskLevel = risk is null ? null : WireName.Of(risk.Level),
            RiskReasons = risk?.Reasons ?? [],
            ApprovalsNeeded = risk?.ApprovalsNeeded,
            ApprovedBy = [.. proposal.Approvals.Select(a => a.By.UserId.Value)],
            ExpiresAt = isOpen ? proposal.Wait?.ExpiresAt : null,
            MayDecide = isOpen ? rights.MayApprove : null,
            WhoMayDecide = rights.WhoMayDecide,
            Undo = showPlan ? plan.Undo : null,
            Text = text,
        };
    }

    private static IReadOnlyList<CardField> Fields(IReadOnlyDictionary<string, string> facts) => [.. facts.Select(f => new CardField(f.Key, f.Value))];
}
