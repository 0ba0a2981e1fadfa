using System.Text.Json;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Api.Proposals;

/// <summary>What a decision names and says: <c>approval_token</c>, or <c>proposal_id</c> with <c>plan_hash</c>; a reason where it ends a proposal.</summary>
internal sealed record DecisionParameters(ProposalReference Reference, string? Reason)
{
    private static readonly TextParameter Token = new("approval_token", "The token that the requester got with the proposal, and hands to an approver.") { MaxLength = 200, IsSecret = true };
    private static readonly TextParameter Id = new("proposal_id", "The proposal; goes with plan_hash.") { MaxLength = 26 };
    private static readonly TextParameter Hash = new("plan_hash", "The plan's hash, or its first 8 characters, as it was shown.") { MinLength = 8, MaxLength = 64 };
    private static readonly TextParameter Why = new("reason", "Why, for the requester and the audit.") { Required = true, MinLength = 3, MaxLength = 500 };

    private static readonly CombinationRule OneWay = new(
        "give exactly one of approval_token, or proposal_id with plan_hash",
        "approval_token",
        a => a.Has("approval_token") ? !a.Has("proposal_id") && !a.Has("plan_hash") : a.Has("proposal_id") && a.Has("plan_hash"));

    /// <summary>Of an approval.</summary>
    public static ParameterSet Plain { get; } = new([Token, Id, Hash], OneWay);

    /// <summary>Of a denial and of a withdrawal.</summary>
    public static ParameterSet Reasoned { get; } = new([Token, Id, Hash, Why], OneWay);

    private static readonly TextParameter ShownId = new("proposal_id", "The proposal.") { Required = true, MaxLength = 26 };

    /// <summary>Of an approval by break-glass, which is given at the console as an adoption is.</summary>
    public static ParameterSet BreakGlass { get; } = new(
    [
        ShownId,
        new TextParameter("plan_hash", "The plan's hash, or its first 8 characters, as it was shown.") { Required = true, MinLength = 8, MaxLength = 64 },
        new TextParameter("incident_id", "The incident that calls for it, recorded within the last 24 hours, such as INC-2026-0001.") { Required = true, MaxLength = 21 },
        new TextParameter("reason", "Why it cannot wait for the approvers, for them, the review and the audit.")
        {
            Required = true, MinLength = BreakGlassStatement.MinReasonLength, MaxLength = BreakGlassStatement.MaxReasonLength,
        },
    ]);

    /// <summary>Of the review of such an approval.</summary>
    public static ParameterSet Review { get; } = new(
    [
        ShownId,
        Hash,
        new TextParameter("note", "What the review found, for the audit.") { Required = true, MinLength = 3, MaxLength = 500 },
    ]);

    /// <summary>Of an adoption, which is made at the console: there a proposal is shown and not handed over.</summary>
    public static ParameterSet Adoption { get; } = new(
    [
        new TextParameter("proposal_id", "The proposal that was made in your name.") { Required = true, MaxLength = 26 },
        new TextParameter("plan_hash", "The plan's hash, or its first 8 characters, as it was shown.") { Required = true, MinLength = 8, MaxLength = 64 },
    ]);

    /// <summary>Of proposing again.</summary>
    public static ParameterSet Again { get; } = new(
    [
        new TextParameter("proposal_id", "The proposal that expired, was withdrawn or was rejected.") { Required = true, MaxLength = 26 },
        new TextParameter("plan_hash", "The plan's hash, or its first 8 characters, as it was shown since; without it, nothing but the former plan is proposed.") { MinLength = 8, MaxLength = 64 },
    ]);

    public static Outcome<(ProposalId Id, string? PlanHash)> ReadAgain(JsonElement parameters)
    {
        if (!Again.Validate(parameters).Succeeded(out var arguments, out var refusal))
        {
            return refusal;
        }

        return ProposalId.TryParse(arguments.Text("proposal_id")) is { } id
            ? (id, arguments.Text("plan_hash"))
            : ParameterSet.Invalid("proposal_id", "must be a proposal id: 26 characters of a ULID", null);
    }

    public static Outcome<ProposalReference> ReadAdoption(JsonElement parameters)
    {
        if (!Adoption.Validate(parameters).Succeeded(out var arguments, out var refusal))
        {
            return refusal;
        }

        return ProposalId.TryParse(arguments.Text("proposal_id")) is { } id
            ? new ProposalReference.ById(id, arguments.RequiredText("plan_hash"))
            : InvalidId;
    }

    public static Outcome<(ProposalReference.ById Reference, IncidentId Incident, string Reason)> ReadBreakGlass(JsonElement parameters) =>
        !BreakGlass.Validate(parameters).Succeeded(out var arguments, out var refusal) ? refusal
        : ProposalId.TryParse(arguments.Text("proposal_id")) is not { } id ? InvalidId
        : IncidentId.TryParse(arguments.Text("incident_id")) is not { } incident ? ParameterSet.Invalid("incident_id", "must be an incident id such as INC-2026-0001", null)
        : (new ProposalReference.ById(id, arguments.RequiredText("plan_hash")), incident, arguments.RequiredText("reason"));

    public static Outcome<(ProposalId Id, string? PlanHash, string Note)> ReadReview(JsonElement parameters) =>
        !Review.Validate(parameters).Succeeded(out var arguments, out var refusal) ? refusal
        : ProposalId.TryParse(arguments.Text("proposal_id")) is not { } id ? InvalidId
        : (id, arguments.Text("plan_hash"), arguments.RequiredText("note"));

    private static Refusal InvalidId => ParameterSet.Invalid("proposal_id", "must be a proposal id: 26 characters of a ULID", null);

    public static Outcome<DecisionParameters> Read(JsonElement parameters, bool withReason)
    {
        if (!(withReason ? Reasoned : Plain).Validate(parameters).Succeeded(out var arguments, out var refusal))
        {
            return refusal;
        }

        var reason = arguments.Text("reason");
        if (arguments.Text("approval_token") is { } text)
        {
            return ApprovalToken.TryParse(text) is { } token
                ? new DecisionParameters(new ProposalReference.ByToken(token), reason)
                : ProposalReference.Invalid;
        }

        return ProposalId.TryParse(arguments.Text("proposal_id")) is { } id
            ? new DecisionParameters(new ProposalReference.ById(id, arguments.RequiredText("plan_hash")), reason)
            : InvalidId;
    }
}
