using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Api.Chat;

/// <summary>Cards of what the proposals' routes answer.</summary>
internal static class ChatCards
{
    private const int ShortHash = 8;

    /// <param name="content">As every answer about a proposal has it; the plan where it is there.</param>
    public static ProposalCard OfProposal(JsonObject content, AgentOptions options)
    {
        var answer = content.ToElement();
        var status = answer.Text("status") ?? string.Empty;
        var isOpen = status == "pending";
        var plan = answer.Member("plan");
        return new ProposalCard
        {
            Title = answer.Text("action_summary") ?? string.Empty,
            Tone = status switch
            {
                "completed" => Tone.Ok,
                "failed" or "unknown" or "rejected" => Tone.Bad,
                "pending" => answer.Text("risk_level") == "high" ? Tone.Bad : Tone.Warning,
                _ => Tone.Neutral,
            },
            ProposalId = answer.Text("proposal_id") ?? string.Empty,
            Status = status == "submitted" ? "validating" : status,
            RequestedBy = answer.Text("requested_by") ?? string.Empty,
            Before = plan.Fields("before"),
            After = plan.Fields("after"),
            PlanHash = Short(answer),
            RiskLevel = answer.Text("risk_level"),
            RiskReasons = answer.Texts("risk_reasons"),
            ApprovalsNeeded = answer.Number("approvals_needed") is { } needed ? (int)needed : null,
            ApprovedBy = answer.Texts("approved_by"),
            ExpiresAt = isOpen ? answer.At("expires_at") : null,
            WhoMayDecide = isOpen ? WhoMayDecide(answer, options) : null,
            Undo = plan.Text("undo"),
            Text = answer.Text("message"),
        };
    }

    public static DecisionCard OfDecision(Decision decision, JsonObject content, Caller by)
    {
        var answer = content.ToElement();
        var status = answer.Text("status") ?? string.Empty;
        return new DecisionCard
        {
            Title = answer.Text("action_summary") ?? string.Empty,
            Tone = decision is not Decision.Approve ? Tone.Neutral
                : status is "failed" or "unknown" or "rejected" || answer.Text("execution_status") is "FAILED" or "OUTCOME_UNKNOWN" ? Tone.Bad
                : Tone.Ok,
            Decision = decision switch { Decision.Approve => "approved", Decision.Deny => "denied", _ => "withdrawn" },
            ProposalId = answer.Text("proposal_id") ?? string.Empty,
            PlanHash = Short(answer),
            DecidedBy = by.UserId.Value,
            Status = status,
            ExecutionStatus = answer.Text("execution_status"),
            Verification = answer.Text("verification"),
            Text = answer.Text("message"),
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

    private static string Short(JsonElement answer) => answer.Text("plan_hash") is { Length: >= ShortHash } hash ? hash[..ShortHash] : string.Empty;

    private static string WhoMayDecide(JsonElement answer, AgentOptions options)
    {
        var needed = (int)(answer.Number("approvals_needed") ?? 1);
        var requester = answer.Text("requested_by");
        var people = needed == 1 ? $"An approver other than {requester}" : $"{needed} approvers other than {requester}";
        var self = WireName.TryParse<RiskLevel>(answer.Text("risk_level"), out var level) && level <= options.RiskPolicy.SelfApprovalUpTo
            ? $"; {requester} too, in person at the console or in a signed channel"
            : string.Empty;
        var verified = options is { Mode: ExecutionMode.SandboxLive, AllowAssertedDecisions: false } ? ", with a verified identity" : string.Empty;
        return $"{people}{self}{verified}.";
    }
}
