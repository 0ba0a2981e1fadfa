using System.Text.Json.Serialization;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities;

namespace OpsAgent.Functions.Api.Proposals;

/// <summary>The answer to a decision.</summary>
internal abstract record DecidedAnswer(Proposal Proposal) : ProposalAnswer(Proposal)
{
    /// <summary>How the proposal stands now, in a sentence.</summary>
    [JsonPropertyOrder(1)]
    public string Message => OutcomeMessage.Of(Proposal);
}

/// <summary>The answer to an approval.</summary>
internal sealed record ApprovedAnswer(Proposal Proposal) : DecidedAnswer(Proposal)
{
    public bool ActionExecuted => Proposal.Execution is { Status: Core.Approvals.ExecutionStatus.Executed };

    public string TargetResource => Proposal.Plan.Target.Display();

    /// <summary>How the call to AWS ended, or <c>waiting_for_more_approvals</c>, <c>not_executed</c>, <c>in_progress</c>.</summary>
    public string ExecutionStatus => Proposal.Execution is { } done ? WireName.Of(done.Status)
        : Proposal.Status is ProposalStatus.Unknown ? WireName.Of(Core.Approvals.ExecutionStatus.Unknown)
        : Proposal.Status is ProposalStatus.Pending ? "waiting_for_more_approvals"
        : Proposal.IsTerminal ? "not_executed" : "in_progress";

    public DateTimeOffset? ExecutionTime => Proposal.Execution?.At;

    /// <summary>What was seen of the change, or <c>in progress</c>; null where nothing was executed.</summary>
    public string? Verification => ActionExecuted ? Proposal.Verification?.Summary ?? "in progress" : null;
}

/// <summary>The answer to a denial, to a withdrawal and to a review.</summary>
internal sealed record EndedAnswer(Proposal Proposal) : DecidedAnswer(Proposal);
