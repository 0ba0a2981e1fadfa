using System.Text.Json;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Api.Chat;

/// <summary>Cards of what the proposals' routes answer.</summary>
internal static class ChatCards
{
    public static ProposalCard Of(ProposalView proposal)
    {
        var (plan, isOpen) = (proposal.Plan, proposal.Status == "pending");
        return new ProposalCard
        {
            Title = proposal.ActionSummary,
            Tone = proposal.Status switch
            {
                "completed" => Tone.Ok,
                "failed" or "unknown" or "rejected" => Tone.Bad,
                "pending" => proposal.RiskLevel == "high" ? Tone.Bad : Tone.Warning,
                _ => Tone.Neutral,
            },
            ProposalId = proposal.ProposalId,
            Status = proposal.Status == "submitted" ? "validating" : proposal.Status,
            RequestedBy = proposal.RequestedBy,
            Reason = proposal.Reason,
            Before = Fields(plan?.Before),
            After = Fields(plan?.After),
            PlanHash = new PlanHash(proposal.PlanHash).Short,
            RiskLevel = proposal.RiskLevel,
            RiskReasons = proposal.RiskReasons ?? [],
            ApprovalsNeeded = proposal.ApprovalsNeeded,
            ApprovedBy = proposal.ApprovedBy,
            ClosedBy = proposal.Status is "denied" or "withdrawn" ? proposal.ClosedBy : null,
            ExpiresAt = isOpen ? proposal.ExpiresAt : null,
            MayDecide = isOpen ? proposal.MayDecide : null,
            Decisions = proposal.Decisions,
            WhyNot = proposal.WhyNot,
            WhereToDecide = isOpen ? $"To decide, use the buttons on its card in the console ({ProposalId.ConsolePath(proposal.ProposalId)})." : null,
            WhoMayDecide = proposal.WhoMayDecide,
            Notes = plan?.Notes ?? [],
            Undo = plan?.Undo,
            Text = proposal.Message,
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

    public static IReadOnlyList<CardField> Fields(IReadOnlyDictionary<string, string>? facts) => facts is null ? [] : [.. facts.Select(f => new CardField(f.Key, f.Value))];
}
