using System.Text.Json.Serialization;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities;

namespace OpsAgent.Functions.Api.Proposals;

/// <summary>What every answer about a proposal says, before its own members: never a token but the requester's own.</summary>
internal abstract record ProposalAnswer([property: JsonIgnore] Proposal Proposal)
{
    [JsonPropertyOrder(-2)]
    public string ProposalId => Proposal.Id.Value;

    [JsonPropertyOrder(-2)]
    public string Status => StatusText;

    /// <summary>The change in one sentence.</summary>
    [JsonPropertyOrder(-2)]
    public string ActionSummary => Proposal.Plan.Summary;

    /// <summary>Why, in the requester's words.</summary>
    [JsonPropertyOrder(-2)]
    public string? Reason => Proposal.Plan.Reason;

    [JsonPropertyOrder(-2)]
    public string PlanHash => Proposal.PlanHash.Value;

    [JsonPropertyOrder(-2)]
    public string RequestedBy => Proposal.Requester.UserId.Value;

    /// <summary>Null until people are asked.</summary>
    [JsonPropertyOrder(-2)]
    public DateTimeOffset? ExpiresAt => Proposal.Wait?.ExpiresAt;

    /// <summary>Null until it is assessed, as are the next two.</summary>
    [JsonPropertyOrder(-2)]
    public RiskLevel? RiskLevel => Proposal.Risk?.Level;

    [JsonPropertyOrder(-2)]
    public IReadOnlyList<string>? RiskReasons => Proposal.Risk?.Reasons;

    [JsonPropertyOrder(-2)]
    public int? ApprovalsNeeded => Proposal.Risk is null ? null : Proposal.ApprovalsNeeded;

    [JsonPropertyOrder(-2)]
    public IReadOnlyList<string> ApprovedBy => [.. Proposal.Approvals.Select(a => a.By.UserId.Value)];

    protected virtual string StatusText => WireName.Of(Proposal.Status);
}

/// <summary>A proposal as lists show it to one caller.</summary>
/// <param name="Rights">The caller's.</param>
internal record ListedProposal(Proposal Proposal, [property: JsonIgnore] DecisionRights Rights) : ProposalAnswer(Proposal)
{
    /// <summary>Whether an approval by the caller would be taken now.</summary>
    [JsonPropertyOrder(-1)]
    public bool MayDecide => Rights.MayApprove;

    /// <summary>Whose approval it takes and who can give it now, in sentences; null where nobody is asked.</summary>
    [JsonPropertyOrder(-1)]
    public string? WhoMayDecide => Rights.WhoMayDecide;

    /// <summary>Who can approve it now and has not; null where nobody is asked, and where that is every allowed user but the requester.</summary>
    [JsonPropertyOrder(-1)]
    public IReadOnlyList<string>? CanApprove => Rights.CanApprove?.People is { } people ? [.. people.Select(p => p.Value)] : null;

    /// <summary>The same of each group that the policy asks for and that has not approved; left out where there is none.</summary>
    [JsonPropertyOrder(-1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? CanApproveByGroup => Rights.CanApprove is { Groups: { Count: > 0 } groups }
        ? groups.ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.Value.Select(p => p.Value)], StringComparer.Ordinal)
        : null;

    /// <summary>What the caller may do now: <see cref="DecisionRights.Decisions"/>.</summary>
    [JsonPropertyOrder(-1)]
    public IReadOnlyList<string> Decisions => Rights.Decisions;

    /// <summary>Why the caller may not approve; null where they may, and where nobody is asked.</summary>
    [JsonPropertyOrder(-1)]
    public string? WhyNot => Rights.WhyNot;

    /// <summary>Left out where nobody broke the glass.</summary>
    [JsonPropertyOrder(-1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BreakGlassLine? BreakGlass => BreakGlassLine.Of(Proposal);

    /// <summary>The names of the policy's rules that were for it when it was last checked; null where none was.</summary>
    [JsonPropertyOrder(-1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? PolicyRules => Proposal.Policy is { Rules: { IsEmpty: false } rules } ? rules : null;
}

/// <summary>An approval without quorum and approver groups, and its review.</summary>
/// <param name="Skipped">What was passed over, in a sentence.</param>
/// <param name="ReviewedBy">Null until it is reviewed, as are the next two.</param>
internal sealed record BreakGlassLine(
    string By, DateTimeOffset At, string IncidentId, string Reason, string Skipped, string? ReviewedBy, DateTimeOffset? ReviewedAt, string? ReviewNote)
{
    public static BreakGlassLine? Of(Proposal proposal) => proposal.BrokenGlass is { BreakGlass: { } statement } approval
        ? new BreakGlassLine(
            approval.By.UserId.Value, approval.At, statement.IncidentId.Value, statement.Reason, BreakGlassText.Skipped(proposal),
            proposal.BreakGlassReview?.By.UserId.Value, proposal.BreakGlassReview?.At, proposal.BreakGlassReview?.Note)
        : null;
}

internal sealed record ProposalListAnswer(int Count, IReadOnlyList<ListedProposal> Proposals);
