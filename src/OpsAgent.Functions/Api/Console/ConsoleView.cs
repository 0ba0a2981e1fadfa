using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Proposals;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Api.Console;

/// <summary>What the console shows, as JSON.</summary>
internal static class ConsoleView
{
    /// <param name="approvers">Who may approve; null for every allowed user.</param>
    public static JsonObject Me(Caller caller, AgentOptions options, IReadOnlyList<UserId>? approvers) => new()
    {
        ["user_id"] = caller.UserId.Value,
        ["identity"] = WireName.Of(caller.Person.Identity),
        ["roles"] = JsonConversions.Array(caller.RoleNames()),
        ["environment"] = options.Environment,
        ["decides_by"] = caller.Person.Identity is IdentityKind.Verified || options.Mode is ExecutionMode.LocalMock ? "proposal_id" : "approval_token",
        ["in_person"] = caller.Person.ActedInPerson,
        ["everyone_approves"] = approvers is null,
        ["approvers"] = JsonConversions.Array((approvers ?? []).Select(a => a.Value)),
    };

    /// <summary>What a list shows of a proposal: as every answer, with its plan.</summary>
    public static JsonObject Proposal(Proposal proposal)
    {
        var shown = ProposalView.Core(proposal);
        shown["self_approval_allowed"] = proposal.Risk?.SelfApprovalAllowed;
        shown["created_at"] = Timestamps.Text(proposal.CreatedAt);
        shown["ended_at"] = proposal.EndedAt is { } end ? Timestamps.Text(end) : null;
        shown["plan"] = proposal.Plan.ToJson();
        return shown;
    }

    /// <summary>The definition as far as a picture needs it: states, what they are for and the ways between them.</summary>
    public static JsonObject StateMachine()
    {
        var definition = JsonNode.Parse(WriteOperationDefinition.Text())!.AsObject();
        var states = definition["States"]!.AsObject().Select(s => KeyValuePair.Create(s.Key, (JsonNode?)State(s.Value!.AsObject())));
        return new JsonObject
        {
            ["definition"] = new JsonObject { ["StartAt"] = definition["StartAt"]!.DeepClone(), ["States"] = new JsonObject(states) },
        };
    }

    /// <summary>An event as it is stored, with its hash. One that somebody spoilt has only its place.</summary>
    public static JsonObject Event(AuditEvent link)
    {
        var shown = link.FieldsIfReadable()?.ToNode()!.AsObject() ?? new JsonObject { ["unreadable"] = true };
        shown["chain"] = link.Chain;
        shown["sequence"] = link.Sequence;
        shown["hash"] = link.Hash;
        return shown;
    }

    public static JsonObject Chain(string chain, IReadOnlyList<AuditEvent> events, AuditHead? head)
    {
        var fault = AuditChain.FindFirstProblem(chain, events, head);
        return new JsonObject
        {
            ["chain"] = chain,
            ["verified"] = fault is null,
            ["fault"] = fault,
            ["head_kept"] = head is not null,
            ["head"] = head?.Hash ?? (events.Count > 0 ? events[^1].Hash : null),
            ["count"] = events.Count,
            ["events"] = new JsonArray([.. events.Select(e => (JsonNode)Event(e))]),
        };
    }

    public static JsonObject Incident(Incident incident) => new()
    {
        ["incident_id"] = incident.Id.Value,
        ["summary"] = incident.Report.Summary,
        ["severity"] = incident.Report.Severity,
        ["links"] = JsonConversions.Array(incident.Report.Links),
        ["proposal_id"] = incident.Report.ProposalId?.Value,
        ["reported_by"] = incident.Report.By.UserId.Value,
        ["created_at"] = Timestamps.Text(incident.Report.CreatedAt),
        ["correlation_id"] = incident.Report.CorrelationId,
    };

    private static JsonObject State(JsonObject state)
    {
        var shown = new JsonObject();
        foreach (var name in (string[])["Type", "Comment", "Next", "Default"])
        {
            if (state[name] is { } value)
            {
                shown[name] = value.DeepClone();
            }
        }

        foreach (var name in (string[])["Choices", "Catch"])
        {
            if (state[name] is JsonArray ways)
            {
                shown[name] = new JsonArray([.. ways.Select(w => (JsonNode)new JsonObject { ["Next"] = w!["Next"]!.DeepClone() })]);
            }
        }

        return shown;
    }
}
