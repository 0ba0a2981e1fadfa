using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Reports;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Proposals;

namespace OpsAgent.Functions.Api.Console;

/// <param name="DecidesBy">What a decision of the caller names: <c>proposal_id</c> or <c>approval_token</c>.</param>
/// <param name="EveryoneApproves">Whether every allowed user is an approver; then none is listed.</param>
/// <param name="IncidentOperation">The operation that records an incident.</param>
internal sealed record ConsoleMeAnswer(
    string UserId,
    IdentityKind Identity,
    IReadOnlyList<string> Roles,
    string Environment,
    string DecidesBy,
    bool InPerson,
    bool EveryoneApproves,
    IReadOnlyList<string> Approvers,
    string IncidentOperation)
{
    public static ConsoleMeAnswer Of(Caller caller, AgentOptions options) => new(
        caller.UserId.Value,
        caller.Person.Identity,
        caller.RoleNames(),
        options.Environment,
        DecisionRights.MayDecideById(caller.Person, options) ? "proposal_id" : "approval_token",
        caller.Person.InPerson,
        caller.Authority.Approvers() is null,
        [.. (caller.Authority.Approvers() ?? []).Select(a => a.Value)],
        IncidentOperations.Record.Name);
}

/// <summary>A proposal in the console's lists: as in every list, with its plan.</summary>
internal sealed record ConsoleProposal(Proposal Proposal, DecisionRights Rights) : ListedProposal(Proposal, Rights)
{
    public bool? SelfApprovalAllowed => Proposal.Risk?.SelfApprovalAllowed;

    public DateTimeOffset CreatedAt => Proposal.CreatedAt;

    public DateTimeOffset? EndedAt => Proposal.EndedAt;

    public PlanAnswer Plan => PlanAnswer.Of(Proposal.Plan);
}

internal sealed record ConsoleProposalsAnswer(int Count, IReadOnlyList<ConsoleProposal> Proposals);

/// <param name="Next">The <c>after</c> of the next page; null on the last.</param>
internal sealed record ConsoleAuditAnswer(int Count, IReadOnlyList<ConsoleEvent> Events, string? Next);

/// <param name="Fault">The first problem of the chain; null where it holds.</param>
/// <param name="HeadKept">Whether a proposal keeps the chain's head, so that a missing end is seen.</param>
/// <param name="Head">The hash of the last event; null for a chain without one.</param>
internal sealed record ConsoleChainAnswer(
    string Chain, bool Verified, string? Fault, bool HeadKept, string? Head, int Count, IReadOnlyList<ConsoleEvent> Events)
{
    public static ConsoleChainAnswer Of(string chain, IReadOnlyList<AuditEvent> events, AuditHead? head, bool isHeadReadable)
    {
        var fault = AuditChain.FindFirstProblem(chain, events, head)
            ?? (isHeadReadable ? null : "the proposal that keeps the chain's head cannot be read, so a missing end would not be seen");
        return new ConsoleChainAnswer(
            chain, fault is null, fault, head is not null, head?.Hash ?? (events.Count > 0 ? events[^1].Hash : null), events.Count, [.. events.Select(e => new ConsoleEvent(e))]);
    }
}

/// <summary>An event as it is stored, with its hash. One that somebody spoilt has only its place.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record ConsoleEvent(AuditEvent Stored)
{
    internal sealed class Converter : JsonConverter<ConsoleEvent>
    {
        public override ConsoleEvent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Answers are only written.");

        public override void Write(Utf8JsonWriter writer, ConsoleEvent value, JsonSerializerOptions options)
        {
            // Where it is stored and not what its text says: the text may be spoilt.
            var shown = value.Stored.FieldsIfReadable()?.ToNode()!.AsObject() ?? new JsonObject { ["unreadable"] = true };
            shown["chain"] = value.Stored.Chain;
            shown["sequence"] = value.Stored.Sequence;
            shown["hash"] = value.Stored.Hash;
            shown.WriteTo(writer);
        }
    }
}

/// <param name="Complete">Whether it counts all of the period's proposals; false where there are more than one request reads.</param>
internal sealed record ConsoleReportAnswer(bool Complete, DecisionReport Report);

/// <param name="Next">The <c>after</c> of the next page; null on the last.</param>
internal sealed record ConsoleIncidentsAnswer(int Count, IReadOnlyList<ConsoleIncident> Incidents, string? Next);

internal sealed record ConsoleIncident(
    string IncidentId,
    string Summary,
    string Severity,
    IReadOnlyList<string> Links,
    string? ProposalId,
    string ReportedBy,
    DateTimeOffset CreatedAt,
    string CorrelationId)
{
    public static ConsoleIncident Of(Incident incident) => new(
        incident.Id.Value,
        incident.Report.Summary,
        incident.Report.Severity,
        incident.Report.Links,
        incident.Report.ProposalId?.Value,
        incident.Report.By.UserId.Value,
        incident.Report.CreatedAt,
        incident.Report.CorrelationId);
}
