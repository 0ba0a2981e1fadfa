using System.Text.Json.Serialization;

using OpsAgent.Core.Approvals;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Proposals;

/// <summary>The answer to a proposal.</summary>
/// <param name="Rights">The requester's.</param>
internal sealed record ProposedAnswer(Proposal Proposal, DecisionRights Rights) : ListedProposal(Proposal, Rights)
{
    [JsonPropertyOrder(1)]
    public bool ApprovalRequired => Proposal.Status is ProposalStatus.Submitted or ProposalStatus.Pending;

    /// <summary>For the requester alone, this once; null where it is past deciding.</summary>
    [JsonPropertyOrder(2)]
    [JsonPropertyName(ApiResponses.ApprovalToken)]
    public required string? ApprovalToken { get; init; }

    [JsonPropertyOrder(3)]
    public PlanAnswer Plan => PlanAnswer.Of(Proposal.Plan);

    [JsonPropertyOrder(4)]
    public required string Instructions { get; init; }

    protected override string StatusText => Proposal.Status is ProposalStatus.Submitted ? "validating" : base.StatusText;
}

/// <summary>What an error says of a proposal that a guardrail rejected.</summary>
internal sealed record RejectedAnswer(string ProposalId, string Status);
