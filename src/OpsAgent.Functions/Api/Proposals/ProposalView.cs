using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities;

namespace OpsAgent.Functions.Api.Proposals;

/// <summary>A proposal as JSON: never its tokens.</summary>
internal static class ProposalView
{
    /// <summary>What every answer about a proposal says.</summary>
    public static JsonObject Core(Proposal proposal) => new()
    {
        ["proposal_id"] = proposal.Id.Value,
        ["status"] = StatusName.Of(proposal.Status),
        ["action_summary"] = proposal.Plan.Summary,
        ["plan_hash"] = proposal.PlanHash.Value,
        ["requested_by"] = proposal.Requester.UserId.Value,
        ["expires_at"] = proposal.Wait is { } wait ? Timestamps.Text(wait.ExpiresAt) : null,
        ["risk_level"] = proposal.Risk is { } risk ? WireName.Of(risk.Level) : null,
        ["risk_reasons"] = proposal.Risk is { } assessed ? JsonConversions.Array(assessed.Reasons) : null,
        ["approvals_needed"] = proposal.Risk?.ApprovalsNeeded,
        ["approved_by"] = JsonConversions.Array(proposal.Approvals.Select(a => a.By.UserId.Value)),
    };

    /// <summary>The page of one proposal: the plan, the people, the timeline.</summary>
    public static JsonObject Page(Proposal proposal, IReadOnlyList<AuditEvent> events)
    {
        var page = Core(proposal);
        page["self_approval_allowed"] = proposal.Risk?.SelfApprovalAllowed;
        page["created_at"] = Timestamps.Text(proposal.CreatedAt);
        page["ended_at"] = proposal.EndedAt is { } end ? Timestamps.Text(end) : null;
        page["message"] = OutcomeMessage.Of(proposal);
        page["plan"] = proposal.Plan.ToJson();
        page["closed_by"] = proposal.Closure?.By.UserId.Value;
        page["close_reason"] = proposal.Closure?.Reason;
        page["refusal"] = (proposal.Refusal ?? proposal.Execution?.Problem) is { } refusal ? Refusal(refusal) : null;
        page["execution"] = proposal.Execution is { } execution ? Execution(execution) : null;
        page["verification"] = proposal.Verification is { } verification ? Verification(verification) : null;
        page["reversal"] = proposal.Reversal is { } reversal ? Reversal(reversal) : null;
        page["timeline"] = new JsonArray([.. events.Select(e => (JsonNode)Line(e))]);
        page["audit"] = Chain(proposal, events);
        return page;
    }

    /// <summary>Where the state machine is and how it came there.</summary>
    public static JsonObject Workflow(StateMachineExecution run, IReadOnlyList<StateMachineStep> path) => new()
    {
        ["execution_arn"] = run.ExecutionArn,
        ["status"] = run.Status,
        ["path"] = new JsonArray([.. path.Select(s =>
            (JsonNode)new JsonObject { ["state"] = s.State, ["entered_at"] = Timestamps.Text(s.EnteredAt) })]),
    };

    private static JsonObject Refusal(Refusal refusal) => new()
    {
        ["code"] = WireName.Of(refusal.Code),
        ["message"] = refusal.Message,
        ["details"] = refusal.Details?.ToNode() ?? new JsonObject(),
    };

    private static JsonObject Execution(ExecutionRecord execution) => new()
    {
        ["status"] = StatusName.Of(execution.Status),
        ["at"] = Timestamps.Text(execution.At),
        ["duration_ms"] = (long)execution.Duration.TotalMilliseconds,
        ["problem"] = execution.Problem?.Message,
    };

    private static JsonObject Verification(VerificationRecord record) => new()
    {
        ["verified"] = record.Verified,
        ["at"] = Timestamps.Text(record.At),
        ["summary"] = record.Summary,
        ["signals"] = new JsonArray([.. record.Signals.Select(s =>
            (JsonNode)new JsonObject { ["name"] = s.Name, ["good"] = s.Good, ["observed"] = s.Observed })]),
    };

    private static JsonObject Reversal(ReversalRecord record) => new()
    {
        ["status"] = StatusName.Of(record.Status),
        ["at"] = Timestamps.Text(record.At),
        ["summary"] = record.Summary,
        ["problem"] = record.Problem?.Message,
    };

    private static JsonObject Line(AuditEvent link)
    {
        if (link.FieldsIfReadable() is not { } fields)
        {
            return new JsonObject { ["unreadable"] = true };
        }

        string? Text(string name) => fields.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        return new JsonObject { ["event_type"] = Text("event_type"), ["timestamp"] = Text("timestamp"), ["user_id"] = Text("user_id"), ["outcome"] = Text("outcome") };
    }

    private static JsonObject Chain(Proposal proposal, IReadOnlyList<AuditEvent> events)
    {
        var fault = AuditChain.FindFirstProblem(proposal.Id.Value, events, proposal.AuditHead);
        return new JsonObject
        {
            ["verified"] = fault is null,
            ["fault"] = fault,
            ["events"] = events.Count,
            ["head"] = proposal.AuditHead.Hash,
        };
    }
}
