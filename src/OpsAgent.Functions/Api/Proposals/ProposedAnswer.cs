using System.Text.Json.Serialization;

using OpsAgent.Core.Approvals;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Proposals;

/// <summary>The answer to a proposal without what is for the requester alone: what a chat model is told.</summary>
internal record ProposedForModel(Proposal Proposal) : ProposalAnswer(Proposal)
{
    [JsonPropertyOrder(1)]
    public bool ApprovalRequired => Proposal.Status is ProposalStatus.Submitted or ProposalStatus.Pending;

    [JsonPropertyOrder(3)]
    public PlanAnswer Plan => PlanAnswer.Of(Proposal.Plan);

    protected override string StatusText => Proposal.Status is ProposalStatus.Submitted ? "validating" : base.StatusText;
}

/// <summary>The answer to a proposal.</summary>
/// <param name="Rights">The requester's, for the card.</param>
internal sealed record ProposedAnswer(Proposal Proposal, [property: JsonIgnore] DecisionRights Rights) : ProposedForModel(Proposal)
{
    /// <summary>For the requester alone, this once; null where it is past deciding.</summary>
    [JsonPropertyOrder(2)]
    [JsonPropertyName(ApiResponses.ApprovalToken)]
    public required string? ApprovalToken { get; init; }

    [JsonPropertyOrder(4)]
    public required string Instructions { get; init; }

    public ProposedForModel ForModel() => new(Proposal);
}

/// <summary>What an error says of a proposal that a guardrail rejected.</summary>
internal sealed record RejectedAnswer(string ProposalId, string Status);
